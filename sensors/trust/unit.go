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
	switch {
	case c.off[sensors.UnitChange] || !c.limits.stream() || !c.limits.row() && d.fault == sensors.RateOfChange:
		return sensors.Verdict{}, false
	case c.limits.row():
		return c.rowUnit(f, d.channel)
	}
	best, channel := conversion{}, -1
	nearest := float32(math.MaxFloat32)
	for i, g := range c.units.groups {
		if d.fault != sensors.Implausible && i != c.units.of[d.channel] {
			continue
		}
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
	unitNear    = 0.5 // of windowDistance
	unitFar     = 1.5 // by how much it must have come nearer
	unitNearRow = 3   // of rowDistance
)

// unitSharp is the part of the change that the noise, in the other unit, may be, and
// the part of a reading that it may have changed by: a reading smaller than its
// noise fits any unit.
const unitSharp = 0.25

func (c *Checker) rowUnit(f *found, channel int) (sensors.Verdict, bool) {
	if !c.gauge.comparable() {
		return sensors.Verdict{}, false
	}
	now, ref := f.channels[channel].signature, c.gauge.ref[channel].mean
	noise := c.limits.Channels[channel].noise(ref)
	for _, v := range c.units.lists[channel] {
		sharp := float32(v.a*noise) <= unitSharp*abs(now.mean-ref)
		if v.b == 0 { // a factor
			sharp = sharp && abs(v.undo(now).mean-ref) <= unitSharp*abs(ref)
		}
		if sharp && c.gauge.unlike(channel, channel, v.undo(now)) < unitNearRow {
			return unitVerdict(f, channel, v), true
		}
	}
	return sensors.Verdict{}, false
}

// windowConverted reports whether the window is sound once v is undone in a group,
// and a proof that it was v: the readings lie on the steps of the register again,
// or a vector of known length is as in the window before. It returns the distance
// from that.
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
	same := c.normed(group) && c.gauge.comparable() && after < unitNear*n && before-after > unitFar*n
	return after, (same || c.onSteps(s, group, v)) && c.related(group, v)
}

// normed reports whether a vector of known length lies in a group.
func (c *Checker) normed(group []int) bool {
	for i := range c.limits.Norms {
		if c.units.of[c.limits.Norms[i].Channels[0]] == c.units.of[group[0]] {
			return true
		}
	}
	return false
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
