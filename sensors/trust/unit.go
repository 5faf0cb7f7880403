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
		u.lists = append(u.lists, append(conversions(ch.Unit), scales(ch.Step)...))
	}
	for i, g := range u.groups {
		for _, c := range g {
			u.of[c] = i
		}
	}
	return u
}

// unit looks for a unit in which the doubtful channel, and in windows its whole
// group, would have been as before.
func (c *Checker) unit(f *found, s *sensors.Sample, d doubt) (sensors.Verdict, bool) {
	if c.off[sensors.UnitChange] || c.limits.Layout.Height > 1 || c.limits.row() && c.gauge.age == 0 {
		return sensors.Verdict{}, false
	}
	for i := range c.units.groups {
		g := c.units.groups[i]
		first := g[0]
		if c.limits.row() {
			first = d.channel
			if i != c.units.of[d.channel] {
				continue
			}
		}
		for _, v := range c.units.lists[first] {
			if c.limits.row() && c.rowConverted(f, first, v) || !c.limits.row() && c.windowConverted(f, s, g, v) {
				r := f.channels[first].signature
				return about(sensors.UnitChange, first, r.mean, v.undo(r).mean), true
			}
		}
	}
	return sensors.Verdict{}, false
}

// Distances from the last trusted sample within which a converted one is as before.
const (
	unitNear    = 1.5 // of windowDistance
	unitNearRow = 3   // of rowDistance
)

func (c *Checker) rowConverted(f *found, channel int, v conversion) bool {
	g := c.gauge
	return g.comparable() && g.unlike(channel, channel, v.undo(f.channels[channel].signature)) < unitNearRow
}

// windowConverted reports whether the window is sound once v is undone in a group,
// and a proof that it was v: the readings lie on the steps of the register again,
// or are as in the window before.
func (c *Checker) windowConverted(f *found, s *sensors.Sample, group []int, v conversion) bool {
	u := c.units.undone
	copy(u, f.channels)
	var before, after float32
	for _, i := range group {
		u[i].signature = v.undo(f.channels[i].signature)
		l := &c.limits.Channels[i]
		if !(u[i].mean >= l.Lo && u[i].mean <= l.Hi) {
			return false
		}
		before += c.gauge.distance(i, i)
		after += c.gauge.unlike(i, i, u[i].signature)
	}
	n := float32(len(group))
	same := c.gauge.comparable() && after < unitNear*n && before-after > unitNear*n
	return (same || c.onSteps(s, group, v)) && c.related(group, v)
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
