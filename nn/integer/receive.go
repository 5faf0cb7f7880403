package integer

import (
	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// The sink of a linear layer: ReLU masks the gradient, the weight scales are folded
// in, and the block's exponent brings it to 16 bits with stochastic rounding.

func (l *Linear[X, A]) blank() bool { return !l.block.known }

// begin implements sink.
func (l *Linear[X, A]) begin(p *pass, scale fixedpoint.Scalar, measure bool) {
	terms := l.conv.Out.C / l.conv.Groups * l.conv.Window.H * l.conv.Window.W
	l.block.width = l.hbits(l.positions(p.rows), terms)
	largest := l.relativeScales()
	unit := scale.Times2(-15)
	l.block.begin(unit.Exponent())
	l.exponent = kernel.Exponent{Shift: l.block.shift, Most: int32(min(1<<l.block.width-1, maxW16))}
	l.measuring = measure
	l.key = fixedpoint.Key(p.seed, p.step, uint32(4*l.index))
	l.hScale = unit.Times2(l.block.shift).Mul(largest)
}

// relativeScales computes s_w/max(s_w) in Q15 and returns max(s_w).
func (l *Linear[X, A]) relativeScales() fixedpoint.Scalar {
	largest := l.wScale[0]
	for _, s := range l.wScale {
		largest = largest.Max(s)
	}
	unit := fixedpoint.Power(15).Div(largest)
	for c, s := range l.wScale {
		l.rel[c] = int32(s.Mul(unit).Round())
	}
	for n := len(l.wScale); n < len(l.rel); n *= 2 {
		copy(l.rel[n:], l.rel[:n])
	}
	return largest
}

// putValues is how many values the sink takes at a time.
const putValues = 96

// puts is how many positions the sink takes at a time: one where there is a pool.
func (l *Linear[X, A]) puts() int {
	if l.pool != nil {
		return 1
	}
	return min(max(1, putValues/l.conv.Out.C), l.y.shape.Len()/l.conv.Out.C)
}

// put implements sink.
func (l *Linear[X, A]) put(at int, v []A) {
	for len(v) > 0 {
		n := min(len(l.rel), len(v))
		l.putRow(at, v[:n])
		v, at = v[n:], at+n
	}
}

// putRow takes the gradient of some positions, one where there is a pool, and folds the
// weight scales in.
func (l *Linear[X, A]) putRow(at int, v []A) {
	if l.relu {
		l.back.mask(v, l.y.v[at:at+len(v)], X(l.y.zero))
	}
	if l.pool == nil {
		l.kernels.Randoms(l.random[:len(v)], l.key, uint32(at))
	} else {
		l.scatteredRandoms(at, v)
	}
	l.back.receive(l.h[at:at+len(v)], v, l.rel[:len(v)], l.random[:len(v)], &l.exponent)
}

// scatteredRandoms draws the random numbers of outputs that a pool has chosen: they
// go by the place in the map before it. A gradient of 0 needs none.
func (l *Linear[X, A]) scatteredRandoms(at int, v []A) {
	q := l.pool
	corner, bit := q.corner(at), uint(at)*q.width
	if q.bits(at) {
		l.kernels.RandomsPick(l.random[:len(v)], l.key, uint32(corner), uint32(q.offsets[1]), q.which[at/8:])
		return
	}
	mask := uint8(1<<q.width - 1)
	for i, g := range v {
		if g != 0 {
			tap := q.which[bit/8] >> (bit % 8) & mask
			l.random[i] = fixedpoint.Rand(l.key, uint32(corner+q.offsets[tap]+i))
		}
		bit += q.width
	}
}

// end implements sink.
func (l *Linear[X, A]) end() {
	l.block.peak = l.exponent.Peak
	if l.measuring {
		l.block.measured()
		return
	}
	l.block.end()
}
