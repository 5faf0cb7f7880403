package trust

import "edgetune/sensors"

// Checker judges the samples of one source, one after the other.
type Checker struct {
	limits *Limits
	gauge  *gauge
	off    []bool // by fault
	kept   Quarantine
	before sensors.Verdict // of the sample just before
	units  units
}

// NewChecker judges samples of layout in by l, which must not change meanwhile.
func NewChecker(l *Limits, in sensors.Layout) (*Checker, error) {
	if err := l.Check(in); err != nil {
		return nil, err
	}
	c := &Checker{limits: l, gauge: newGauge(l), off: make([]bool, len(sensors.Faults())+1)}
	c.units = newUnits(l)
	for _, name := range l.Off {
		f, err := sensors.ParseFault(name)
		if err != nil {
			return nil, err
		}
		c.off[f] = true
	}
	c.kept.init(in.Len())
	return c, nil
}

// Quarantine returns what was refused so far. It belongs to c.
func (c *Checker) Quarantine() *Quarantine { return &c.kept }

// Check judges one sample and keeps it in the quarantine when it is refused. It
// takes time in proportion to the values, and allocates nothing.
func (c *Checker) Check(s *sensors.Sample) sensors.Verdict {
	f := c.gauge.measure(s)
	v, sound := c.judge(f, s)
	if sound {
		c.gauge.accept()
	}
	c.correct(v)
	c.kept.take(s, v)
	c.before = v
	return v
}

// judge also reports whether the values are sound, though they may come at a wrong
// time.
func (c *Checker) judge(f *found, s *sensors.Sample) (v sensors.Verdict, sound bool) {
	if v = c.content(f); !v.Refused() {
		v = c.levels(f, s)
	}
	sound = !v.Refused()
	if c.gauge.fresh {
		return v, sound
	}
	if fault, limit := c.limits.Clock.after(f.delta, f.doubled); c.on(fault) {
		v = about(fault, -1, seconds(f.delta), seconds(limit))
		sound = sound && fault != sensors.DuplicateTime
	}
	return v, sound
}

func (c *Checker) on(f sensors.Fault) bool { return f != sensors.NoFault && !c.off[f] }

func about(f sensors.Fault, channel int, value, limit float32) sensors.Verdict {
	return sensors.Verdict{Fault: f, Channel: channel, Other: -1, Value: value, Limit: limit}
}

// content finds what is wrong whatever the values should have been: none, the same
// again, standing still, at the end of the scale.
func (c *Checker) content(f *found) sensors.Verdict {
	for _, rule := range []struct {
		fault sensors.Fault
		find  func(*Checker, *found) (channel int, value, limit float32, bad bool)
	}{
		{sensors.Gap, (*Checker).missing},
		{sensors.Stuck, (*Checker).frozen},
		{sensors.Duplicate, (*Checker).repeated},
		{sensors.Saturation, (*Checker).saturated},
		{sensors.Stuck, (*Checker).still},
	} {
		if c.off[rule.fault] {
			continue
		}
		if ch, value, limit, bad := rule.find(c, f); bad {
			return about(rule.fault, ch, value, limit)
		}
	}
	return sensors.Verdict{}
}

func (c *Checker) missing(f *found) (int, float32, float32, bool) {
	for i := range f.channels {
		if n := f.channels[i].missing; n > 0 {
			return i, float32(n), 0, true
		}
	}
	return -1, float32(f.length), float32(c.limits.Length), f.length < c.limits.Length
}

func (c *Checker) frozen(f *found) (int, float32, float32, bool) {
	return -1, float32(f.frozen), float32(c.limits.Frozen), c.limits.Frozen > 0 && f.frozen > c.limits.Frozen
}

func (c *Checker) repeated(f *found) (int, float32, float32, bool) {
	return -1, f.repeat, c.limits.Repeat, f.sameAs || c.limits.Repeat > 0 && f.repeat > c.limits.Repeat
}

func (c *Checker) saturated(f *found) (int, float32, float32, bool) {
	for i := range f.channels {
		if r := &f.channels[i]; r.rails > 0 && !r.beyond {
			return i, r.rail, r.rail, true
		}
	}
	return -1, 0, 0, false
}

func (c *Checker) still(f *found) (int, float32, float32, bool) {
	for i := range f.channels {
		r, l := &f.channels[i], &c.limits.Channels[i]
		if l.Still > 0 && r.still > l.Still {
			return i, float32(r.still), float32(l.Still), true
		}
		if l.Rest != nil && l.Rest.Still > 0 && r.rest > l.Rest.Still {
			return i, float32(r.rest), float32(l.Rest.Still), true
		}
	}
	return -1, 0, 0, false
}

// correct renames a bit flip when the next sample refuses the same channel again: a
// flipped bit lasts for one reading.
func (c *Checker) correct(v sensors.Verdict) {
	same := c.before.Fault == sensors.BitFlip && v.Channel == c.before.Channel && c.limits.row()
	if same && (v.Fault == sensors.Range || v.Fault == sensors.RateOfChange) {
		c.kept.rename(v)
	}
}

// doubt is a sign that values are wrong, before it has a name.
type doubt struct {
	fault   sensors.Fault // what it is when nothing explains it
	channel int
	value   float32
	limit   float32
	at      int  // step
	alone   bool // one reading
}

// levels asks whether the values can be, and if not, what explains them best.
func (c *Checker) levels(f *found, s *sensors.Sample) sensors.Verdict {
	d, bad := c.doubt(f)
	sw := f.swap
	if c.on(sensors.ChannelSwap) && c.limits.Swap > 0 && (sw.score > c.limits.Swap || bad && c.explains(sw)) {
		v := about(sensors.ChannelSwap, sw.a, sw.score, c.limits.Swap)
		v.Other = sw.b
		return v
	}
	if !bad {
		return sensors.Verdict{}
	}
	if v, ok := c.unit(f, s, d); ok {
		return v
	}
	if c.on(sensors.BitFlip) && c.flipped(s, d) {
		d.fault = sensors.BitFlip
	}
	return about(d.fault, d.channel, d.value, d.limit)
}

// explains reports whether two channels that changed places are as near to the last
// trusted sample as healthy channels are.
func (c *Checker) explains(s swap) bool {
	near := float32(swapNear)
	if c.limits.row() {
		near = swapNearRow
	}
	return s.score > c.limits.Swap/2 && s.remain < near
}

// Distance of two channels from each other's past that explains a swap.
const (
	swapNear    = 1.5
	swapNearRow = 3
)

// doubt finds the plainest sign: out of range, then too fast, then a contradiction.
func (c *Checker) doubt(f *found) (doubt, bool) {
	if d, bad := c.outOfRange(f); bad {
		return d, true
	}
	if d, bad := c.tooFast(f); bad {
		return d, true
	}
	return c.contradiction(f)
}

func (c *Checker) outOfRange(f *found) (worst doubt, bad bool) {
	if c.off[sensors.Range] {
		return worst, false
	}
	var far float32
	for i := range f.channels {
		r, l := &f.channels[i], &c.limits.Channels[i]
		lo, hi := l.ends()
		value, limit, beyond := r.hi, hi, r.hi-hi
		if lo-r.lo > beyond {
			value, limit, beyond = r.lo, lo, lo-r.lo
		}
		if beyond /= max(hi-lo, l.Noise); beyond > far {
			far, bad = beyond, true
			worst = doubt{sensors.Range, i, value, limit, r.at, c.limits.row() || r.spike.at == r.at && r.spike.ratio > l.Spike}
		}
	}
	return worst, bad
}

func (c *Checker) tooFast(f *found) (worst doubt, bad bool) {
	if c.off[sensors.RateOfChange] && c.off[sensors.BitFlip] {
		return worst, false
	}
	var far float32 = 1
	for i := range f.channels {
		r, l := &f.channels[i], &c.limits.Channels[i]
		rate := l.within(c.gauge.elapsed())
		for _, d := range [3]struct {
			ratio, limit, size float32
			at                 int
			alone              bool
		}{
			{r.change, rate, r.change, 0, true},
			{r.spike.ratio, l.Spike, r.spike.size, r.spike.at, true},
			{r.jump.ratio, l.Jump, r.jump.size, r.jump.at, r.jump.at == 1 || r.jump.at == f.length-1},
		} {
			if d.limit > 0 && d.ratio > float32(far*d.limit) {
				far, bad = d.ratio/d.limit, true
				worst = doubt{sensors.RateOfChange, i, d.size, d.size / far, d.at, d.alone}
			}
		}
	}
	return worst, bad
}

// contradiction finds channels that cannot all be right.
func (c *Checker) contradiction(f *found) (doubt, bool) {
	if c.off[sensors.Implausible] {
		return doubt{}, false
	}
	l := c.limits
	for i := range l.Norms {
		if n, s := &l.Norms[i], c.gauge.norms[i]; n.broken(s) {
			return doubt{fault: sensors.Implausible, channel: n.Channels[0], value: s.mean, limit: n.limit(s)}, true
		}
	}
	for i := range l.Ratios {
		if r := &l.Ratios[i]; r.broken(r.value(f.channels)) {
			return doubt{fault: sensors.Implausible, channel: r.Of[0], value: r.value(f.channels), limit: r.Hi}, true
		}
	}
	for i := range l.Fits {
		if t := &l.Fits[i]; t.of(f.channels) > t.Limit {
			return doubt{fault: sensors.Implausible, channel: t.Channel, value: t.of(f.channels), limit: t.Limit}, true
		}
	}
	return doubt{}, false
}

// flipped reports whether one bit explains a single reading that stands out.
func (c *Checker) flipped(s *sensors.Sample, d doubt) bool {
	if !d.alone {
		return false
	}
	l := &c.limits.Channels[d.channel]
	if c.limits.row() {
		if c.before.Refused() && c.before.Channel == d.channel || !c.gauge.comparable() {
			return false
		}
		ref := c.gauge.ref[d.channel].mean
		return l.oneBit(s.Values[d.channel], ref, float32(2*l.noise(ref)*float32(min(c.gauge.elapsed(), 4))))
	}
	n := c.limits.Layout.Steps
	x := s.Values[d.channel*n:][:c.gauge.found.length]
	return l.standsAlone(x, d.at) || d.at == 1 && l.standsAlone(x, 0)
}

// standsAlone reports whether one bit brings x[at] to its neighbours.
func (l *Channel) standsAlone(x []float32, at int) bool {
	before, after := max(at-1, 0), min(at+1, len(x)-1)
	if at == 0 {
		before = after
	} else if at == after {
		after = before
	}
	around := abs(x[after] - x[before])
	for i := max(at-reach-1, 0); i < min(at+reach, len(x)-1); i++ {
		if i != at && i+1 != at {
			around = max(around, abs(x[i+1]-x[i]))
		}
	}
	return l.oneBit(x[at], x[before]+float32((x[after]-x[before])/2), float32(2*around)+l.Noise+l.Step)
}
