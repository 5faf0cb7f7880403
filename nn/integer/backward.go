package integer

import (
	"math"

	"edgetune/fixedpoint"
)

// block is the shared exponent of a layer's backward value, delayed: the shift of a
// step follows from the steps before, so that one pass over the values is enough.
// It rises at once and falls by one after 16 steps with a bit to spare.
type block struct {
	known bool // false until the first gradient that is not 0
	e     int  // exponent of the largest value that fits
	count int  // steps with a bit to spare

	width int   // bits that h may have
	peak  int64 // largest value of this step, before the shift
	shift int
}

// begin finds the shift for values of at most peak units of 2^unit, and what the
// next step will expect.
func (b *block) begin(unit int) {
	need := unit + fixedpoint.BitLen(b.peak) - b.width
	if !b.known && b.peak > 0 {
		b.known, b.e = true, need+1
	}
	b.shift = min(62, max(0, b.e-unit))
	switch {
	case b.peak > 0 && need > b.e-1:
		b.e, b.count = need+1, 0
	case b.known:
		b.count++
		if b.count == 16 {
			b.e, b.count = b.e-1, 0
		}
	}
}

// receive masks dy by ReLU and stores it as h: weight scales folded in, shifted to
// the width of the block with stochastic rounding.
func (l *Linear[X, A]) receive(p *pass, dy *gradient[A]) {
	dy.v = dy.v[:l.positions(p.rows)*l.conv.Out.C]
	l.mask(dy.v)
	largest := l.relativeScales()
	unit := dy.scale / 32768
	_, e := math.Frexp(unit)
	terms := l.conv.Out.C / l.conv.Groups * l.conv.Window.H * l.conv.Window.W
	l.block.width = l.hbits(l.positions(p.rows), terms)
	l.block.peak = l.peakH(dy.v)
	l.block.begin(e)
	l.round(dy.v, fixedpoint.Key(p.seed, p.step, uint32(4*l.index)))
	l.hScale = float64(math.Ldexp(unit, l.block.shift) * largest)
}

// mask clears dy where ReLU has clipped.
func (l *Linear[X, A]) mask(dy []A) {
	if !l.relu {
		return
	}
	for i := range dy {
		if int32(l.y.v[i]) <= l.y.zero {
			dy[i] = 0
		}
	}
}

// relativeScales computes s_w/max(s_w) in Q15 and returns max(s_w).
func (l *Linear[X, A]) relativeScales() float64 {
	largest := l.wScale[0]
	for _, s := range l.wScale {
		largest = max(largest, s)
	}
	for c, s := range l.wScale {
		l.rel[c] = int64(math.Floor(float64(s/largest*32768) + 0.5))
	}
	return largest
}

// peakH returns the backward value of largest magnitude before it is shifted.
func (l *Linear[X, A]) peakH(dy []A) (peak int64) {
	for i, g := range dy {
		v := int64(g) * l.rel[i%len(l.rel)]
		peak = max(peak, v, -v)
	}
	return peak
}

// round writes h.
func (l *Linear[X, A]) round(dy []A, key uint32) {
	top := int64(1)<<l.block.width - 1
	for i, g := range dy {
		v := int64(g) * l.rel[i%len(l.rel)]
		v = fixedpoint.ShiftStochastic(v, l.block.shift, fixedpoint.Rand(key, uint32(i)))
		l.h[i] = int16(saturate(v, top))
	}
}

// backward computes dx = Σ h·W for the input, in units of hScale·unit.
func (l *Linear[X, A]) backward(p *pass, x *activation[X], dy, dx *gradient[A]) {
	l.receive(p, dy)
	if dx.v == nil {
		return
	}
	dx.v = dx.v[:p.rows*x.shape.Len()/x.shape.N]
	clear(dx.v)
	l.eachRow(p.rows, func(o, w, at, n int, h int32) {
		l.addScaled(dx.v[at:at+n], l.conv.Weights[w:w+n], h, 0)
	})
	dx.scale = float64(l.hScale * l.unit)
	narrow(dx)
}

// eachRow calls f for every run of inputs that a backward value meets: output
// channel o, weights from w on, inputs from at on, n of both.
func (l *Linear[X, A]) eachRow(rows int, f func(o, w, at, n int, h int32)) {
	l.eachRowOf(rows, 0, l.conv.Out.C, f)
}

// eachRowOf is eachRow for output channels [from, to).
func (l *Linear[X, A]) eachRowOf(rows, from, to int, f func(o, w, at, n int, h int32)) {
	c := &l.conv
	image, per, group := c.In.H*c.In.W*c.In.C, c.In.C/c.Groups, c.Out.C/c.Groups
	for i := range l.positions(rows) {
		t := c.Window.At(i/c.Out.W%c.Out.H, i%c.Out.W, c.In)
		base := i / (c.Out.H * c.Out.W) * image
		for o := from; o < to; o++ {
			h := int32(l.h[i*c.Out.C+o])
			if h == 0 {
				continue
			}
			for ky := t.Rows.From; ky < t.Rows.To; ky++ {
				for kx := t.Cols.From; kx < t.Cols.To; kx++ {
					at := base + c.Window.Index(t, ky, kx, c.In) + o/group*per
					f(o, ((o*c.Window.H+ky)*c.Window.W+kx)*per, at, per, h)
				}
			}
		}
	}
}

// narrow shifts dx to 31 bits, so that the next layer's products fit 64; only sums
// of 64 bits can be wider.
func narrow[A int32 | int64](dx *gradient[A]) {
	var peak int64
	for _, v := range dx.v {
		peak = max(peak, int64(v), -int64(v))
	}
	shift := fixedpoint.BitLen(peak) - 31
	if shift <= 0 {
		return
	}
	for i, v := range dx.v {
		dx.v[i] = A((int64(v) + 1<<(shift-1)) >> shift)
	}
	dx.scale = math.Ldexp(dx.scale, shift)
}
