package trust

import (
	"math"

	"edgetune/sensors"
)

// units is what channels may be confused with, made ready so that judging allocates
// nothing.
type units struct {
	groups [][]int
	of     []int // group of a channel
	lists  [][]conversion
	undone []reading
}

func newUnits(l *Limits) units {
	u := units{groups: l.groups(), of: make([]int, len(l.Channels)), undone: make([]reading, len(l.Channels))}
	for c := range l.Channels {
		ch := &l.Channels[c]
		list := conversions(ch.Unit)
		if l.timed() {
			list = append(list, scales()...)
		}
		u.lists = append(u.lists, list)
	}
	for i, g := range u.groups {
		for _, c := range g {
			u.of[c] = i
		}
	}
	return u
}

// unit looks for a unit in which the doubtful channel, or in windows a whole group
// of channels, would have been as before.
func (c *Checker) unit(f *found, s *sensors.Sample, d doubt) (sensors.Verdict, bool) {
	if c.off[sensors.UnitChange] || !c.limits.stream() {
		return sensors.Verdict{}, false
	}
	if c.limits.row() {
		return c.rowUnit(f, d.channel)
	}
	best, channel := conversion{}, -1
	nearest := float32(math.MaxFloat32)
	for _, g := range c.units.groups {
		for _, v := range c.units.lists[g[0]] {
			if far, ok := c.windowConverted(f, s, g, v); ok && far < nearest {
				best, channel, nearest = v, g[0], far
			}
		}
	}
	if channel < 0 {
		return sensors.Verdict{}, false
	}
	return unitVerdict(f, channel, best), true
}

func unitVerdict(f *found, channel int, v conversion) sensors.Verdict {
	r := f.channels[channel].signature
	return about(sensors.UnitChange, channel, r.mean, v.undo(r).mean)
}

// Distances from the last trusted sample within which a converted one is as before.
const (
	unitNear    = 0.75 // of windowDistance
	unitFar     = 1.5  // by how much it must have come nearer
	unitNearRow = 3    // of rowDistance
)

func (c *Checker) rowUnit(f *found, channel int) (sensors.Verdict, bool) {
	if !c.gauge.comparable() {
		return sensors.Verdict{}, false
	}
	for _, v := range c.units.lists[channel] {
		if c.gauge.unlike(channel, channel, v.undo(f.channels[channel].signature)) < unitNearRow {
			return unitVerdict(f, channel, v), true
		}
	}
	return sensors.Verdict{}, false
}

// windowConverted reports whether the window is sound once v is undone in a group,
// and a proof that it was v: the readings lie on the steps of the register again,
// or are as in the window before. It returns the distance from that.
func (c *Checker) windowConverted(f *found, s *sensors.Sample, group []int, v conversion) (float32, bool) {
	u := c.units.undone
	copy(u, f.channels)
	var before, after float32
	for _, i := range group {
		u[i].signature = v.undo(f.channels[i].signature)
		l := &c.limits.Channels[i]
		if !(u[i].mean >= l.Lo && u[i].mean <= l.Hi) {
			return 0, false
		}
		before += c.gauge.distance(i, i)
		after += c.gauge.unlike(i, i, u[i].signature)
	}
	n := float32(len(group))
	same := c.gauge.comparable() && after < unitNear*n && before-after > unitFar*n
	return after, (same || c.onSteps(s, group, v)) && c.related(group, v)
}

// related reports whether the relations hold once v is undone in a group.
func (c *Checker) related(group []int, v conversion) bool {
	for i := range c.limits.Norms {
		s := c.gauge.norms[i]
		if c.units.of[c.limits.Norms[i].Channels[0]] == c.units.of[group[0]] {
			s = conversion{a: v.a}.undo(s)
		}
		if c.limits.Norms[i].broken(s) {
			return false
		}
	}
	for i := range c.limits.Ratios {
		if r := &c.limits.Ratios[i]; r.broken(r.value(c.units.undone)) {
			return false
		}
	}
	return true
}

// onSteps reports whether the readings of a group lie on whole steps of the
// register only once v is undone.
func (c *Checker) onSteps(s *sensors.Sample, group []int, v conversion) bool {
	n := c.limits.Layout.Steps
	for _, i := range group {
		x, step := s.Values[i*n:][:c.gauge.found.length], c.limits.Channels[i].Step
		if step == 0 || 2*offSteps(x, step, conversion{a: 1}) < len(x) || 10*offSteps(x, step, v) > len(x) {
			return false
		}
	}
	return true
}

// offSteps counts the readings that are no whole number of steps, after undoing v.
func offSteps(x []float32, step float32, v conversion) int {
	off := 0
	for _, y := range x {
		n := (float64(y) - float64(v.b)) / float64(v.a) / float64(step)
		if math.Abs(n-math.Round(n)) > 0.1 {
			off++
		}
	}
	return off
}
