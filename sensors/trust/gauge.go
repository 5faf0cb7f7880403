package trust

import "edgetune/sensors"

// gauge measures samples; what it finds is compared with limits by [Checker] and
// turned into limits by [Learn].
type gauge struct {
	l       *Limits
	repeats repeats
	started bool
	fresh   bool // the sample is the first of its run
	run     int
	time    int64
	doubled int
	last    []float32 // [channel], the last step seen
	still   []int     // [channel], steps for which it has not moved
	frozen  int       // steps for which none has moved
	diff    []float32 // [step], changes of one channel
	ref     []signature
	age     int // samples since ref was trusted and one more, 0 without one
	found   found
	norms   []signature // [norm], of the length of the vector
	scratch []float32   // [step]
	busy    []int       // channels furthest from ref
}

// found is what one sample shows.
type found struct {
	delta    int64 // ns since the sample before; 0 in a fresh run
	doubled  int   // samples before this one that carried the time of another
	length   int
	sameAs   bool    // a window like one before
	repeat   float32 // see repeats
	frozen   int
	channels []reading
	swap     swap
}

// reading is what one channel of a sample shows.
type reading struct {
	signature
	single      bool // one value, so mean is all there is
	lo, hi      float32
	at          int // step of the value furthest from the middle of the limits
	missing     int // values that are no number
	rails       int // values at an end of the scale
	rail        float32
	beyond      bool    // a value lies outside the scale, so no rail holds it
	still, rest int     // longest run of one value, and of the value of rest
	change      float32 // rows: since the last trusted one
	jump, spike peak
}

// most is how many channels are compared with each other in search of a swap.
const most = 8

func newGauge(l *Limits) *gauge {
	n, c := l.Layout.Steps*l.Layout.Height, l.Layout.Channels
	return &gauge{
		l: l, last: make([]float32, c), still: make([]int, c), diff: make([]float32, n), scratch: make([]float32, n),
		ref: make([]signature, c), found: found{channels: make([]reading, c)}, norms: make([]signature, len(l.Norms)),
		busy: make([]int, 0, most),
	}
}

// measure looks at one sample.
func (g *gauge) measure(s *sensors.Sample) *found {
	g.begin(s)
	n := g.l.Layout.Height * g.l.Layout.Steps
	valid := n
	if g.l.timed() {
		valid = min(max(s.Length, 1), n)
	}
	g.found.length = valid
	g.repetition(s.Values, n, valid)
	for c := range g.found.channels {
		g.channel(c, s.Values[c*n:c*n+valid])
	}
	g.measureNorms(s.Values, n, valid)
	g.found.swap = g.findSwap()
	return &g.found
}

// begin compares time and run with the sample before.
func (g *gauge) begin(s *sensors.Sample) {
	g.fresh = !g.started || s.Run != g.run
	g.found.delta = s.Time - g.time
	if g.fresh {
		g.found.delta, g.age, g.frozen = 0, 0, 0
		g.repeats.reset()
		clear(g.still)
	}
	g.doubles()
	g.started, g.run, g.time = true, s.Run, s.Time
	if g.age > 0 {
		g.age += g.periods()
	}
}

// doubles counts the samples that carried the time of another, up to this one.
func (g *gauge) doubles() {
	g.found.doubled = g.doubled
	g.doubled = 0
	if !g.fresh && g.found.delta == 0 {
		g.doubled = g.found.doubled + 1
	}
}

// periods returns how many samples later this one is, by its time.
func (g *gauge) periods() int {
	if p := g.l.Clock.Period; p > 0 && g.found.delta > p {
		return int(min((g.found.delta+p/2)/p, maxAge))
	}
	return 1
}

const maxAge = 1 << 20

// accept makes the sample what the next ones are compared with.
func (g *gauge) accept() {
	for c := range g.ref {
		g.ref[c] = g.found.channels[c].signature
	}
	g.age = 1
}

// elapsed returns the samples since the trusted one, with those that were lost.
func (g *gauge) elapsed() int { return max(g.age-1, 1) }

// repetition looks for what came before, step by step and as a whole.
func (g *gauge) repetition(values []float32, n, valid int) {
	f := &g.found
	f.repeat, f.frozen, f.sameAs = 0, 0, false
	whole := uint64(hashStart)
	for t := range valid {
		h, moved := uint64(hashStart), 0
		for c := range f.channels {
			v := values[c*n+t]
			h = hashed(h, v)
			before := g.last[c]
			if t > 0 {
				before = values[c*n+t-1]
			}
			if v != before {
				moved++
			}
		}
		whole = (whole ^ h) * hashPrime
		g.stand(moved, t)
		if g.l.Layout.Height == 1 {
			f.repeat = max(f.repeat, g.repeats.step(h, moved))
		}
		f.frozen = max(f.frozen, g.frozen)
	}
	if !g.l.row() {
		f.sameAs = g.repeats.window(whole)
	}
}

// stand counts the steps in which nothing moves.
func (g *gauge) stand(moved, t int) {
	if moved > 0 || g.fresh && t == 0 {
		g.frozen = 0
	}
	g.frozen++
}
