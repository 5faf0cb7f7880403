package setup

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"edgetune/sensors/pace"
)

// The most that a Setting may hold.
const (
	maxChannels = 1024
	maxText     = 1024
)

// Check reports what is wrong with s before anything is opened.
func (s Setting) Check() error {
	d, err := Find(s.Driver)
	if err != nil {
		return err
	}
	for _, check := range []func(Driver) error{s.checkTexts, s.checkPlace, s.checkRate, s.checkPath, s.checkChannels, s.checkOptions} {
		if err := check(d); err != nil {
			return fmt.Errorf("sensors/setup: %s: %w", s.Label(), err)
		}
	}
	return nil
}

// checkTexts refuses what a line or a topic could not hold.
func (s Setting) checkTexts(Driver) error {
	texts := append([]string{s.Name, string(s.Bus), string(s.Address), s.Path}, s.Channels...)
	for k, v := range s.Options {
		texts = append(texts, k, v)
	}
	for _, t := range texts {
		if len(t) > maxText || strings.ContainsFunc(t, func(r rune) bool { return r < ' ' || r == '"' || r == 0x7f || r == '\ufffd' }) {
			return fmt.Errorf("%.40q: write at most %d characters, without quotes and control characters", t, maxText)
		}
	}
	if strings.ContainsAny(s.Name, "./+#= ") {
		return fmt.Errorf("name %q: leave out spaces and any of . / + # =", s.Name)
	}
	return nil
}

func (s Setting) checkPlace(d Driver) error {
	if len(d.Buses) == 0 && s.Bus != "" {
		return fmt.Errorf("bus %q: %s is on no bus; leave it out", s.Bus, d.Name)
	}
	if s.Address != "" && !slices.Contains(d.Buses, "i2c") {
		return fmt.Errorf("address %q: %s is not on I2C; leave it out", s.Address, d.Name)
	}
	if d.Kind != "chip" {
		return nil
	}
	_, err := s.conf(d)
	return err
}

func (s Setting) checkRate(d Driver) error {
	switch {
	case s.Rate == 0 && d.rate == must:
		return fmt.Errorf("rate is missing; give samples per second, as rate=%g", d.Rate)
	case s.Rate == 0:
		return nil
	case d.rate == cannot:
		return fmt.Errorf("rate %g: %s says itself how fast it is; leave it out", s.Rate, d.Name)
	case !(s.Rate >= pace.MinRate && s.Rate <= 1<<24):
		return fmt.Errorf("rate %g Hz; give %g to %d", s.Rate, pace.MinRate, 1<<24)
	}
	return nil
}

func (s Setting) checkPath(d Driver) error {
	switch {
	case s.Path == "" && d.path == must:
		return fmt.Errorf("path is missing; write it as in %q", d.Line)
	case s.Path != "" && d.path == cannot:
		return fmt.Errorf("path %q: %s reads no file; leave it out", s.Path, d.Name)
	}
	return nil
}

func (s Setting) checkChannels(Driver) error {
	if len(s.Channels) > maxChannels {
		return fmt.Errorf("%d channels; %d are the most", len(s.Channels), maxChannels)
	}
	seen := map[string]bool{}
	for _, c := range s.Channels {
		if c == "" || seen[c] {
			return fmt.Errorf("channels %q: name each once, as channels=acc_x,acc_y", s.Channels)
		}
		seen[c] = true
	}
	return nil
}

func (s Setting) checkOptions(d Driver) error {
	var names []string
	for _, o := range d.Options {
		names = append(names, o.Name)
	}
	for _, key := range slices.Sorted(maps.Keys(s.Options)) {
		if slices.Contains(names, key) {
			continue
		}
		if len(names) == 0 {
			return fmt.Errorf("unknown option %q; %s has none", key, d.Name)
		}
		return fmt.Errorf("unknown option %q; use some of %s", key, strings.Join(names, ", "))
	}
	return nil
}
