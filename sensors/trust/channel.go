package trust

// channel measures the valid steps x of channel c.
func (g *gauge) channel(c int, x []float32) {
	r, l := &g.found.channels[c], &g.l.Channels[c]
	*r = reading{lo: x[0], hi: x[0]}
	g.spread(r, l, x)
	g.runs(c, x)
	if g.l.row() {
		r.signature, r.single = signature{mean: x[0]}, true
		if g.age > 0 {
			r.change = abs(x[0] - g.ref[c].mean)
		}
		return
	}
	diff := g.diff[:len(x)-1]
	for i := range diff {
		diff[i] = abs(x[i+1] - x[i])
	}
	r.signature = sign(x, diff)
	if g.l.timed() {
		r.jump, r.spike = findPeaks(x, diff, r.act, l.Noise)
	}
}

// spread finds the ends of the values, those that are none, and those at a rail.
func (g *gauge) spread(r *reading, l *Channel, x []float32) {
	middle := l.Lo + float32((l.Hi-l.Lo)/2)
	for t, v := range x {
		if v != v {
			r.missing++
			continue
		}
		if r.lo != r.lo || v < r.lo {
			r.lo = v
		}
		if r.hi != r.hi || v > r.hi {
			r.hi = v
		}
		if abs(v-middle) > abs(x[r.at]-middle) {
			r.at = t
		}
		if rail, ok := l.atRail(v); ok {
			r.rails++
			r.rail = rail
		} else if lo, hi := l.ends(); v < lo || v > hi {
			r.beyond = true
		}
	}
}

// railWidth is how near to the end of the scale counts as there, in parts of it.
const railWidth = 1.0 / 512

// atRail reports whether v lies at an end of the sensor's scale.
func (l *Channel) atRail(v float32) (float32, bool) {
	for _, rail := range []*float32{l.RailLo, l.RailHi} {
		if rail != nil && (l.Rest == nil || l.Rest.Value != *rail) && abs(v-*rail) <= max(float32(abs(*rail)*railWidth), l.Step) {
			return *rail, true
		}
	}
	return 0, false
}

// ends returns the range within the sensor's scale.
func (l *Channel) ends() (lo, hi float32) {
	lo, hi = l.Lo, l.Hi
	if l.RailLo != nil {
		lo = max(lo, *l.RailLo)
	}
	if l.RailHi != nil {
		hi = min(hi, *l.RailHi)
	}
	return lo, hi
}

// noise returns what a reading near x may change by, which grows with the reading
// beyond what was usual in the source.
func (l *Channel) noise(x float32) float32 {
	if l.Usual > 0 && abs(x) > l.Usual {
		return float32(l.Noise * (abs(x) / l.Usual))
	}
	return l.Noise
}

// within returns the largest change in so many periods.
func (l *Channel) within(periods int) float32 {
	if l.Rate == 0 || periods <= 1 {
		return l.Rate
	}
	if k := float32(periods); periods > driftPeriods {
		return float32(l.Drift * (k / driftPeriods))
	}
	return l.Rate + float32((l.Drift-l.Rate)*(float32(periods-1)/(driftPeriods-1)))
}

// driftPeriods is the time of Channel.Drift. A reading that keeps its distance for
// much longer is believed in the end.
const driftPeriods = 32

// runs counts how long the channel stands still, across samples.
func (g *gauge) runs(c int, x []float32) {
	r, rest := &g.found.channels[c], g.l.Channels[c].Rest
	for t, v := range x {
		if v != g.last[c] || g.fresh && t == 0 {
			g.still[c] = 0
		}
		g.still[c]++
		g.last[c] = v
		if rest != nil && v == rest.Value {
			r.rest = max(r.rest, g.still[c])
		} else {
			r.still = max(r.still, g.still[c])
		}
	}
}
