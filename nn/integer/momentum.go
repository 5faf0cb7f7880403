package integer

import (
	"math"

	"edgetune/fixedpoint"
)

// momentum smooths the steps of a layer as optim.Momentum does: v = mu·v + (1-mu)·step,
// w -= v, with mu = 0.9. A weight has 16 bits of v, in units of 2^-5 of its own, so that
// it moves by 1023 units at most; a bias has 32 bits in units of its own. What is below a
// unit is rounded at random, thrice for each weight: the step, the decay and the move.
type momentum struct {
	on   bool
	v    []int16 // of the weights that learn, row by row
	bias []int32
	key  uint32 // of the random numbers of this step
}

const (
	keepV   = 29491 // mu in units of 2^-15
	vBits   = 5
	keepTop = 1<<15 - 1
)

// planMomentum plans what is kept from step to step.
func (l *Linear[X, A]) planMomentum(pl *planning) {
	hold(pl, &l.momentum.v, l.name+".momentum", l.learning*l.fanIn)
	hold(pl, &l.momentum.bias, l.name+".bias momentum", l.conv.Out.C)
}

// beginMomentum draws the random numbers of a step.
func (l *Linear[X, A]) beginMomentum(p *pass) {
	l.momentum.key = fixedpoint.Key(p.seed, p.step, uint32(4*l.index+3))
}

// inV brings a step in units of a weight to those of v.
func inV(step fixedpoint.Scalar) fixedpoint.Scalar {
	return step.Mul(fixedpoint.Ratio(1<<15-keepV, 1<<(15-vBits)))
}

// rowV is the v of the weights of channel c, which learns.
func (l *Linear[X, A]) rowV(c int) []int16 {
	before := 0
	for _, s := range l.channels {
		if c < s.To {
			before += c - s.From
			break
		}
		before += s.Len()
	}
	return l.momentum.v[before*l.fanIn:][:l.fanIn]
}

// decayed is mu·v, rounded at random by 15 bits.
func decayed(v int64, r uint32) int64 { return (v*keepV + int64(r&keepTop)) >> 15 }

// smooth takes up steps of the weights of channel c, in units of v, and moves them. What
// would leave the range of a weight makes it larger first.
func (l *Linear[X, A]) smooth(c int, step func(k int) int64) {
	row, first := l.rowV(c), c*l.fanIn
	var peak int64
	for k, v := range row {
		v := saturate(decayed(int64(v), fixedpoint.Rand(l.momentum.key, uint32(first+k)))+step(k), math.MaxInt16)
		row[k] = int16(v)
		peak = max(peak, v, -v)
	}
	for grown := 0; l.centres && grown < mostGrowth && !l.room(c, int32(peak>>vBits)+1); grown++ {
		l.growRow(c)
		peak = peak * 205 >> 8
	}
	for k, v := range row {
		r := fixedpoint.Rand(l.momentum.key, uint32(first+k)) >> (32 - vBits)
		l.move(first+k, (int64(v)+int64(r))>>vBits)
	}
	if l.centres {
		l.mean.widest[c] += int32(peak>>vBits) + 1
	}
}

// smoothBias takes up a step of bias c, in its units, and returns how far it moves.
func (l *Linear[X, A]) smoothBias(c int, step int64) int64 {
	r := fixedpoint.Rand(^l.momentum.key, uint32(c))
	b := &l.momentum.bias[c]
	v := (int64(*b)*keepV + saturate(step, math.MaxInt32)*(1<<15-keepV) + int64(r&keepTop)) >> 15
	*b = int32(saturate(v, math.MaxInt32))
	return int64(*b)
}

// shrinkV follows a scale that grows.
func (l *Linear[X, A]) shrinkV(c int) {
	row := l.rowV(c)
	for k, v := range row {
		row[k] = int16((int32(v)*205 + 128) >> 8)
	}
}
