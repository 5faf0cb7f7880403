package integer

import (
	"math"

	"edgetune/fixedpoint"
)

// forward computes y = W·x + b, ReLU included, and notes what was clipped.
func (l *Linear[X, A]) forward(p *pass, x *activation[X]) {
	l.prepare(x)
	l.conv.In.N = p.rows
	var clip fixedpoint.Saturation
	l.conv.Each(x.v, l.scratch, func(at int, sums []A) {
		for c, s := range sums {
			l.put(at+c, c, s, &clip)
		}
	})
	if p.train && l.logits == nil {
		l.track.observe(l.y.scale, clip, l.relu, l.peak(p.rows))
	}
}

// prepare brings the bias and the multipliers of all channels to the scales of this
// step: us = s_x·s_w·unit is the unit of a sum.
func (l *Linear[X, A]) prepare(x *activation[X]) {
	l.conv.Zero = x.zero
	for c, sw := range l.wScale {
		us := float64(x.scale*sw) * l.unit
		l.conv.Bias[c] = l.limitBias(math.Floor(float64(float64(l.b[c])*l.bScale)/us + 0.5))
		l.conv.Output.Mult[c] = fixedpoint.NewMultiplier(us / l.y.scale)
	}
}

// limitBias keeps a bias where adding products cannot overflow the sum.
func (l *Linear[X, A]) limitBias(b float64) A {
	top := 0x1p30 // of a sum of 32 bits
	if l.unit != 1 {
		top = 0x1p46 // what the reduced multiplier takes
	}
	return A(min(max(b, -top), top))
}

// put writes output i, of channel c.
func (l *Linear[X, A]) put(i, c int, sum A, clip *fixedpoint.Saturation) {
	y := l.rounding.Apply(int64(sum), l.conv.Output.Mult[c]) + int64(l.y.zero)
	if l.logits != nil {
		l.logits[i] = int16(fixedpoint.Clamp(y, math.MinInt16, math.MaxInt16))
		return
	}
	lo := -int64(l.top)
	switch {
	case l.relu:
		lo = int64(l.y.zero)
	case l.unit == 1:
		lo = math.MinInt8
	}
	l.y.v[i] = X(clip.Clamp(y, lo, int64(l.top)))
}

// peak returns the largest |y - zero|.
func (l *Linear[X, A]) peak(rows int) (peak int32) {
	for _, v := range l.y.v[:l.positions(rows)*l.conv.Out.C] {
		d := int32(v) - l.y.zero
		peak = max(peak, d, -d)
	}
	return peak
}
