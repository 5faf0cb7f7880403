package integer

import (
	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// updateRowCentred moves the weights of channel c against rate·H, which is brought to 15
// bits of its largest.
func (l *Linear[X, A]) updateRowCentred(c int, dw []A, rate fixedpoint.Scalar) {
	m := &l.mean
	if m.peak[c] == 0 {
		l.moveRow(c, m.v, 0, 0)
		return
	}
	k := fixedpoint.BitLen(m.peak[c]) - rowBits
	m.narrow = kernel.Rounding{Shift: int32(k)}
	l.rows.narrow(m.v, dw, &m.narrow)
	l.moveRow(c, m.v, m.narrow.Peak, rate.Mul(l.hScale).Mul(l.x.scale).Times2(k+8))
}

// moveRow moves the weights of channel c against step·v, in real units, 1/256 and the
// channel's scale, where no |v| is larger than peak. Where they might leave their range, it
// is made larger first.
func (l *Linear[X, A]) moveRow(c int, v []int16, peak int32, step fixedpoint.Scalar) {
	m, scale := &l.mean, l.wScale[c]
	if l.momentum.on {
		l.smoothRow(c, v, step.Div(scale.Mul(scale)))
		return
	}
	if !m.setMove(step.Div(scale.Mul(scale))) {
		return
	}
	for grown := 0; grown < mostGrowth && !l.room(c, m.reach(peak)); grown++ {
		l.growRow(c)
		m.setMove(step.Div(scale.Mul(l.wScale[c])))
	}
	m.move.Start = fixedpoint.Rand(m.key, uint32(c))
	reach := m.reach(peak)
	if !l.room(c, reach) {
		l.moveClamped(c, v)
		return
	}
	l.w.move(c*l.fanIn, v, &m.move)
	m.widest[c] += reach
}

// smoothRow takes up steps of f·v.
func (l *Linear[X, A]) smoothRow(c int, v []int16, f fixedpoint.Scalar) {
	m := &l.mean
	moves := m.setMove(inV(f))
	m.move.Start = fixedpoint.Rand(m.key, uint32(c))
	l.smooth(c, func(k int) int64 {
		if !moves {
			return 0
		}
		return int64(m.move.Step(v[k], k))
	})
}

// room reports whether the weights of channel c may move by reach, which is measured
// where what is known of them does not say so.
func (l *Linear[X, A]) room(c int, reach int32) bool {
	w := &l.mean.widest[c]
	if *w > 0 && *w+reach <= maxW16 {
		return true
	}
	*w = max(1, l.w.size(c*l.fanIn, l.fanIn).Widest)
	return *w+reach <= maxW16
}

// moveClamped moves weights of which some may leave their range.
func (l *Linear[X, A]) moveClamped(c int, v []int16) {
	for i, d := range v {
		l.move(c*l.fanIn+i, int64(l.mean.move.Step(d, i)))
	}
	l.mean.widest[c] = maxW16
}

// setMove sets the factor of a row that moves by f units of W16 for each of v; false
// where it does not move. A weight moves by half of its range at most.
func (m *centring) setMove(f fixedpoint.Scalar) bool {
	r, e := f.Abs().Mantissa(15)
	if r == 0 {
		return false
	}
	factor, down := int32(r), -e
	if down > mostDown {
		factor, down = int32(roundedShift(int64(factor), min(down-mostDown, 31))), mostDown
	}
	if down < 1 {
		factor, down = mostFactor, 1
	}
	m.move.Factor, m.move.Down = factor, int32(down)
	if f.Less(0) {
		m.move.Factor = -m.move.Factor
	}
	return factor != 0
}

const (
	mostDown   = 15
	mostFactor = 1<<15 - 1
)

// reach is how far a weight may move where no |v| is larger than peak.
func (m *centring) reach(peak int32) int32 {
	factor := max(m.move.Factor, -m.move.Factor)
	return ((peak*factor+1<<14)>>15 + 1<<m.move.Down - 1) >> m.move.Down
}

// mostGrowth bounds how often the scale of a row grows in one step: to six times.
const mostGrowth = 8

// forget says that the weights have changed otherwise than by moves.
func (l *Linear[X, A]) forget() {
	if l.factored() {
		clear(l.mean.widest)
	}
	l.mean.w2 = 0
	clear(l.momentum.v)
	clear(l.momentum.bias)
}
