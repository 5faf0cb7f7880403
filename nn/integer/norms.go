package integer

import (
	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// gradUnit is what one unit of dW of channel c is in real weights: s_x·hScale/s_w.
func (l *Linear[X, A]) gradUnit(c int) fixedpoint.Scalar {
	return l.hScale.Mul(l.x.scale).Div(l.wScale[c])
}

// rowNorm is the squared norm of the real gradient of channel c, weights and bias.
// The row is shifted to 15 bits first, so that its squares add up in 64.
func (l *Linear[X, A]) rowNorm(c int, dw []A) fixedpoint.Scalar {
	k := excess(dw)
	half := int64(1) << k >> 1
	var sum int64
	for _, v := range dw {
		d := (int64(v) + half) >> k
		sum += d * d
	}
	unit, bias := l.gradUnit(c).Times2(k), l.realBias(c)
	return fixedpoint.Whole(sum).Mul(unit.Mul(unit)).Add(bias.Mul(bias))
}

// excess is how many bits the largest of dw has beyond 15.
func excess[A op.Sum](dw []A) int {
	var peak int64
	for _, v := range dw {
		peak = max(peak, int64(v), -int64(v))
	}
	return max(0, fixedpoint.BitLen(peak)-15)
}

// paramNorm is the norm of the real weights and biases.
func (l *Linear[X, A]) paramNorm() fixedpoint.Scalar { return l.paramSquare().Sqrt() }

// paramSquare is the square of that. It notes the largest weight of each channel.
func (l *Linear[X, A]) paramSquare() (total fixedpoint.Scalar) {
	for c, s := range l.wScale {
		size := l.w.size(c*l.fanIn, l.fanIn)
		if len(l.mean.widest) > 0 {
			l.mean.widest[c] = max(1, size.Widest)
		}
		unit, bias := s.Times2(-8), l.realB(c)
		total = total.Add(fixedpoint.Whole(size.Squares).Mul(unit.Mul(unit)).Add(bias.Mul(bias)))
	}
	return total
}

// realB is the real bias of channel c.
func (l *Linear[X, A]) realB(c int) fixedpoint.Scalar {
	return fixedpoint.Whole(int64(l.b[c])).Mul(l.bScale)
}
