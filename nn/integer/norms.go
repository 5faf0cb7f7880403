package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// gradUnit is what one unit of dW of channel c is in real weights: s_x·hScale/s_w.
func (l *Linear[X, A]) gradUnit(c int) float64 {
	return float64(l.hScale*l.x.scale) / l.wScale[c]
}

// rowNorm is the squared norm of the real gradient of channel c, weights and bias.
// The row is shifted to 15 bits first, so that its squares add up in 64.
func (l *Linear[X, A]) rowNorm(c int, dw []A) float64 {
	k := excess(dw)
	half := int64(1) << k >> 1
	var sum int64
	for _, v := range dw {
		d := (int64(v) + half) >> k
		sum += d * d
	}
	unit := math.Ldexp(l.gradUnit(c), k)
	bias := float64(float64(l.db[c]) * (l.hScale / l.wScale[c]))
	return float64(float64(sum)*float64(unit*unit)) + float64(bias*bias)
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
func (l *Linear[X, A]) paramNorm() float64 { return math.Sqrt(l.paramSquare()) }

// paramSquare is the square of that. It notes the largest weight of each channel.
func (l *Linear[X, A]) paramSquare() float64 {
	var total float64
	for c, s := range l.wScale {
		size := l.w.size(c*l.fanIn, l.fanIn)
		if len(l.mean.widest) > 0 {
			l.mean.widest[c] = max(1, size.Widest)
		}
		unit, bias := float64(s*(1.0/256)), float64(float64(l.b[c])*l.bScale)
		total += float64(float64(size.Squares)*float64(unit*unit)) + float64(bias*bias)
	}
	return total
}
