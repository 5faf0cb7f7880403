package merge

import (
	"fmt"
	"math"

	"edgetune/sensors"
)

// Part is one of the sources.
type Part struct {
	Name   string // goes in front of its channels
	Source sensors.Source
	Live   bool // its times are those of the board's clock, and its samples come at them
}

// Alignment says at which times merged samples are and how old their values may be.
type Alignment struct {
	Rate  float64 `toml:"rate" json:"rate,omitempty"`   // Hz; 0 takes the samples of the fastest part
	Stale float64 `toml:"stale" json:"stale,omitempty"` // s; 0 takes 2.5 periods of the part, live ones at least 50 ms
}

// The bounds of an [Alignment], and the age where a part's rate is unknown.
const (
	maxStale     = 86400
	unknownStale = 60
	livePart     = 0.05
)

// New merges parts. The result owns their sources, also when New fails.
func New(a Alignment, parts ...Part) (*Source, error) {
	s := &Source{align: a}
	for _, p := range parts {
		s.parts = append(s.parts, newPart(p, a))
	}
	if err := s.check(a, parts); err != nil {
		_ = s.closeParts()
		return nil, fmt.Errorf("sensors/merge: %w", err)
	}
	s.live = parts[0].Live
	s.leader = leaderOf(parts, a)
	s.info = infoOf(parts)
	s.info.Layout.Rate = a.Rate
	if s.leader >= 0 {
		s.info.Layout.Rate = parts[s.leader].Source.Info().Layout.Rate
	}
	return s, nil
}

func (s *Source) check(a Alignment, parts []Part) error {
	if len(parts) == 0 {
		return fmt.Errorf("no sensor; give at least one")
	}
	if !(a.Rate >= 0 && a.Rate <= 1e5) || !(a.Stale >= 0 && a.Stale <= maxStale) {
		return fmt.Errorf("rate %g Hz, stale %g s; give a rate up to 100000 and an age up to %d s", a.Rate, a.Stale, maxStale)
	}
	names := map[string]bool{}
	for _, p := range parts {
		if p.Name == "" || names[p.Name] {
			return fmt.Errorf("two sensors are called %q; give each a name of its own", p.Name)
		}
		names[p.Name] = true
		if p.Source.Info().Windowed() {
			return fmt.Errorf("%s delivers whole windows; only single readings can be merged", p.Name)
		}
		if p.Live != parts[0].Live {
			return fmt.Errorf("%s and %s have different clocks, the board's and that of a recording; merge live sensors, or recordings, alone", parts[0].Name, p.Name)
		}
	}
	return nil
}

// leaderOf returns the fastest part, the first of equals; -1 for a declared rate.
func leaderOf(parts []Part, a Alignment) int {
	if a.Rate > 0 {
		return -1
	}
	best := 0
	for i, p := range parts {
		if p.Source.Info().Layout.Rate > parts[best].Source.Info().Layout.Rate {
			best = i
		}
	}
	return best
}

// infoOf puts the channels side by side.
func infoOf(parts []Part) sensors.Info {
	i := sensors.Info{Layout: sensors.Layout{Height: 1, Steps: 1}}
	for _, p := range parts {
		of := p.Source.Info()
		for c := range of.Layout.Channels {
			name, unit := fmt.Sprintf("ch%d", c), ""
			if c < len(of.Channels) {
				name = of.Channels[c]
			}
			if c < len(of.Units) {
				unit = of.Units[c]
			}
			i.Channels, i.Units = append(i.Channels, p.Name+"."+name), append(i.Units, unit)
		}
		i.Layout.Channels += of.Layout.Channels
		if len(i.Classes) == 0 {
			i.Classes = of.Classes
		}
	}
	return i
}

// staleness returns how old a value of a part may be, in ns.
func staleness(p Part, a Alignment) int64 {
	seconds := a.Stale
	if rate := p.Source.Info().Layout.Rate; seconds == 0 && rate > 0 {
		seconds = 2.5 / rate
		if p.Live {
			seconds = max(seconds, livePart)
		}
	}
	if seconds == 0 {
		seconds = unknownStale
	}
	return int64(math.Round(float64(min(seconds, maxStale) * 1e9)))
}
