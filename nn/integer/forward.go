package integer

import (
	"math"

	"edgetune/fixedpoint"
)

// forward computes y = W·x + b, ReLU and pool included, and notes what was clipped.
func (l *Linear[X, A]) forward(p *pass) {
	l.prepare()
	l.conv.In.N = p.rows
	y := l.y.v
	if l.pool != nil {
		y = l.pool.full
	}
	var clip fixedpoint.Saturation
	l.conv.Each(l.x.v, l.scratch, func(at int, sums []A) {
		if l.last {
			l.putLogits(at, sums)
			return
		}
		for c, s := range sums {
			y[at+c] = X(clip.Clamp(l.requantise(c, s), l.lowest(l.relu), int64(l.top)))
		}
	})
	if p.train && !l.last {
		l.track.observe(l.y.scale, clip, l.relu, l.peak(y[:l.positions(p.rows)*l.conv.Out.C]))
	}
	if l.pool != nil {
		l.pool.run(l.y.v, p.rows)
	}
}

// prepare brings the bias and the multipliers of all channels to the scales of this
// step: us = s_x·s_w·unit is the unit of a sum.
func (l *Linear[X, A]) prepare() {
	l.conv.Zero = l.x.zero
	for c, sw := range l.wScale {
		us := float64(l.x.scale*sw) * l.unit
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

// requantise brings a sum of channel c to units of the output.
func (l *Linear[X, A]) requantise(c int, sum A) int64 {
	return l.rounding.Apply(int64(sum), l.conv.Output.Mult[c]) + int64(l.y.zero)
}

func (l *Linear[X, A]) putLogits(at int, sums []A) {
	for c, s := range sums {
		l.logits[at+c] = int16(fixedpoint.Clamp(l.requantise(c, s), math.MinInt16, math.MaxInt16))
	}
}

// peak returns the largest |y - zero|.
func (l *Linear[X, A]) peak(y []X) (peak int32) {
	for _, v := range y {
		d := int32(v) - l.y.zero
		peak = max(peak, d, -d)
	}
	return peak
}
