package record

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"edgetune/sensors"
)

// Session describes what is recorded in one go.
type Session struct {
	Channels []string `json:"channels"`
	Units    []string `json:"units"`
	Classes  []string `json:"classes"` // empty: without labels
	Rate     float64  `json:"rate_hz"`
	Window   int      `json:"window"` // samples of a window; 1 stores readings
	Hop      int      `json:"hop"`    // samples from window to window
	Target   bool     `json:"target"` // of where the network will work, not of where it learns
	Start    int64    `json:"start"`  // ns since 1970
}

// The most that a session may hold.
const (
	maxValues  = 1 << 20 // of a window
	maxClasses = 1 << 10
	maxName    = 256
)

// For returns a session of a source. Window and hop 0 take a second and half of it, or
// single readings below ten a second.
func For(info sensors.Info, window, hop int) (Session, error) {
	s := Session{Channels: slices.Clone(info.Channels), Units: slices.Clone(info.Units), Classes: info.Classes, Rate: info.Layout.Rate}
	if len(info.Targets) > 0 {
		return s, errors.New("sensors/record: the source has values to predict; only classes are recorded")
	}
	if info.Layout.Height > 1 {
		return s, errors.New("sensors/record: the source delivers images; only readings are recorded")
	}
	for i := len(s.Channels); i < info.Layout.Channels; i++ {
		s.Channels = append(s.Channels, fmt.Sprintf("ch%d", i))
	}
	for len(s.Units) < len(s.Channels) {
		s.Units = append(s.Units, "")
	}
	if s.Window = window; window == 0 {
		s.Window = 1
		if s.Rate >= 10 {
			s.Window = int(math.Round(s.Rate))
		}
	}
	if s.Hop = hop; hop == 0 {
		s.Hop = max(s.Window/2, 1)
	}
	if info.Windowed() {
		s.Window, s.Hop = info.Layout.Steps, info.Layout.Steps
	}
	return s, s.check()
}

func (s Session) check() error {
	n := len(s.Channels)
	switch {
	case n == 0 || len(s.Units) != n:
		return fmt.Errorf("sensors/record: %d channels and %d units; give each channel one", n, len(s.Units))
	case s.Window < 1 || s.Hop < 1 || s.Window > maxValues/n || s.Hop > 1<<30:
		return fmt.Errorf("sensors/record: window %d, hop %d: both must be at least 1, and a window hold at most %d values", s.Window, s.Hop, maxValues)
	case len(s.Classes) > maxClasses:
		return fmt.Errorf("sensors/record: %d classes; %d are the most", len(s.Classes), maxClasses)
	case !(s.Rate >= 0 && s.Rate <= math.MaxFloat32):
		return fmt.Errorf("sensors/record: rate %g Hz; give samples per second, or 0", s.Rate)
	}
	return checkNames(s.Channels, s.Classes)
}

func checkNames(lists ...[]string) error {
	for _, names := range lists {
		seen := map[string]bool{}
		for _, name := range names {
			if name == "" || seen[name] || len(name) > maxName || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
				return fmt.Errorf("sensors/record: %.40q: give each channel and each class a name of its own", name)
			}
			seen[name] = true
		}
	}
	return nil
}

// fits reports why s cannot be recorded into a folder that holds first.
func (s Session) fits(first Session) error {
	for _, d := range []struct {
		what      string
		here, was any
	}{
		{"channels", s.Channels, first.Channels},
		{"units", s.Units, first.Units},
		{"a rate (Hz)", s.Rate, first.Rate},
		{"a window", s.Window, first.Window},
		{"labels", len(s.Classes) > 0, len(first.Classes) > 0},
	} {
		if fmt.Sprint(d.here) != fmt.Sprint(d.was) {
			return fmt.Errorf("the folder has %s %v, this recording %v; record into another folder", d.what, d.was, d.here)
		}
	}
	return nil
}
