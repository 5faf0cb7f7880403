package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// forward computes y = W·x + b, ReLU and pool included, and notes what was clipped.
func (l *Linear[X, A]) forward(p *pass) {
	l.prepare()
	l.conv.In.N = p.rows
	y := l.y.v
	if l.pool != nil {
		y = l.pool.full
	}
	l.clip = kernel.Clip{Zero: l.y.zero, Low: int32(l.lowest(l.relu)), High: l.top}
	switch {
	case l.depthwise():
		l.eachTap(y)
	case l.runs():
		l.eachOutput(y)
	default:
		l.conv.Each(l.x.v, l.scratch, l.patch, func(at int, sums []A) { l.emit(y, at, sums) })
	}
	if p.train && !l.last {
		seen := fixedpoint.Saturation{Seen: int64(l.positions(p.rows) * l.conv.Out.C), Low: int64(l.clip.Below), High: int64(l.clip.Above)}
		l.track.observe(l.y.scale, seen, l.relu, max(-l.clip.Least, l.clip.Most))
	}
	if l.pool != nil {
		l.pool.run(l.y.v, p.rows)
	}
}

// emit turns the sums of some positions into activations.
func (l *Linear[X, A]) emit(y []X, at int, sums []A) {
	if l.last {
		for n := l.conv.Out.C; len(sums) > 0; at, sums = at+n, sums[n:] {
			l.putLogits(at, sums[:n])
		}
		return
	}
	l.back.requantise(y[at:at+len(sums)], sums, l.conv.Output.Mult, &l.clip)
}

// prepare brings the bias and the multipliers of all channels to the scales of this
// step: us = s_x·s_w·unit is the unit of a sum.
func (l *Linear[X, A]) prepare() {
	l.conv.Zero = l.x.zero
	shrink := one().Div(l.y.scale)
	for c, sw := range l.wScale {
		us := l.x.scale.Mul(sw).Times2(l.unit)
		l.conv.Bias[c] = l.limitBias(l.realB(c).Div(us).Round())
		l.conv.Output.Mult[c] = us.Mul(shrink).Multiplier()
	}
}

// limitBias keeps a bias where adding products cannot overflow the sum.
func (l *Linear[X, A]) limitBias(b int64) A {
	top := int64(1) << 30 // of a sum of 32 bits
	if l.wide {
		top = 1 << 46 // what the reduced multiplier takes
	}
	return A(saturate(b, top))
}

// requantise brings a sum of channel c to units of the output.
func (l *Linear[X, A]) requantise(c int, sum A) int64 {
	return l.rounding.Apply(int64(sum), l.conv.Output.Mult[c]) + int64(l.y.zero)
}

// putLogits writes logits, whose unit is fixed. Softmax sees differences only, so a row
// that does not fit moves until its largest value does.
func (l *Linear[X, A]) putLogits(at int, sums []A) {
	var shift int64
	if l.relative {
		shift = l.overhang(sums)
	}
	for c, s := range sums {
		l.logits[at+c] = int16(fixedpoint.Clamp(l.requantise(c, s)-shift, math.MinInt16, math.MaxInt16))
	}
}

// overhang is what brings the largest logit of a row to the end of the range where the
// row does not fit it, else 0.
func (l *Linear[X, A]) overhang(sums []A) int64 {
	lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
	for c, s := range sums {
		v := l.requantise(c, s)
		lo, hi = min(lo, v), max(hi, v)
	}
	if lo >= math.MinInt16 && hi <= math.MaxInt16 {
		return 0
	}
	return hi - math.MaxInt16
}
