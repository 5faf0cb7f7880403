package integer

import (
	"math"

	"edgetune/fixedpoint"
)

// The sink of a linear layer: ReLU masks the gradient, the weight scales are folded
// in, and the block's exponent brings it to 16 bits with stochastic rounding.

func (l *Linear[X, A]) blank() bool { return !l.block.known }

// begin implements sink.
func (l *Linear[X, A]) begin(p *pass, scale float64, measure bool) {
	terms := l.conv.Out.C / l.conv.Groups * l.conv.Window.H * l.conv.Window.W
	l.block.width = l.hbits(l.positions(p.rows), terms)
	largest := l.relativeScales()
	unit := scale / 32768
	_, e := math.Frexp(unit)
	l.block.begin(e)
	l.measuring = measure
	l.key = fixedpoint.Key(p.seed, p.step, uint32(4*l.index))
	l.hScale = float64(math.Ldexp(unit, l.block.shift) * largest)
}

// relativeScales computes s_w/max(s_w) in Q15 and returns max(s_w).
func (l *Linear[X, A]) relativeScales() float64 {
	largest := l.wScale[0]
	for _, s := range l.wScale {
		largest = max(largest, s)
	}
	for c, s := range l.wScale {
		l.rel[c] = int32(math.Floor(float64(s/largest*32768) + 0.5))
	}
	return largest
}

// put implements sink.
func (l *Linear[X, A]) put(at int, v []A) {
	for ; len(v) > 0; v, at = v[len(l.rel):], at+len(l.rel) {
		for c, r := range l.rel {
			l.putOne(at+c, int64(v[c])*int64(r))
		}
	}
}

// putOne takes the gradient of output i, weight scale folded in.
func (l *Linear[X, A]) putOne(i int, v int64) {
	if l.relu && int32(l.y.v[i]) <= l.y.zero {
		v = 0
	}
	l.block.see(v)
	if l.measuring {
		return
	}
	if v != 0 { // 0 stays 0 whatever the random number
		origin := i
		if l.pool != nil {
			origin = l.pool.origin(i)
		}
		v = fixedpoint.ShiftStochastic(v, l.block.shift, fixedpoint.Rand(l.key, uint32(origin)))
		v = saturate(v, int64(1)<<l.block.width-1)
	}
	l.h[i] = int16(v)
}

// end implements sink.
func (l *Linear[X, A]) end() {
	if l.measuring {
		l.block.measured()
		return
	}
	l.block.end()
}
