package integer

import (
	"math"

	"edgetune/fixedpoint"
)

// weightStep is how many units of W16 one unit of dW moves a weight of channel c:
// rate times the gradient's unit over the weight's.
func (l *Linear[X, A]) weightStep(c int, rate fixedpoint.Scalar) fixedpoint.Scalar {
	return rate.Mul(l.gradUnit(c)).Times2(8).Div(l.wScale[c])
}

// biasStep is how many units of the bias one unit of db moves it.
func (l *Linear[X, A]) biasStep(c int, rate fixedpoint.Scalar) fixedpoint.Scalar {
	return rate.Mul(l.hScale).Div(l.wScale[c]).Div(l.bScale)
}

// updateRow moves the weights of channel c against dw. The step is rounded at
// random, so that steps below one unit add up.
func (l *Linear[X, A]) updateRow(p *pass, c int, dw []A, rate fixedpoint.Scalar) {
	step := l.weightStep(c, rate)
	key := fixedpoint.Key(p.seed, p.step, uint32(4*l.index+1))
	if l.momentum.on {
		m := inV(step).Multiplier()
		l.smooth(c, func(k int) int64 { return m.Stochastic(int64(dw[k]), fixedpoint.Rand(key, uint32(c*l.fanIn+k))) })
		return
	}
	m := step.Multiplier()
	for k, g := range dw {
		i := c*l.fanIn + k
		l.move(i, m.Stochastic(int64(g), fixedpoint.Rand(key, uint32(i))))
	}
}

// move takes step from weight i.
func (l *Linear[X, A]) move(i int, step int64) {
	w := int64(l.w.at(i)) - step
	if w > maxW16 || w < -maxW16 {
		l.clamped++
	}
	l.w.set(i, int32(saturate(w, maxW16)))
}

// updateBias moves all biases by rate.
func (l *Linear[X, A]) updateBias(p *pass, rate fixedpoint.Scalar) {
	key := fixedpoint.Key(p.seed, p.step, uint32(4*l.index+2))
	for c, g := range l.db {
		m := l.biasStep(c, rate).Multiplier()
		l.moveBias(c, m.Stochastic(int64(g), fixedpoint.Rand(key, uint32(c))))
	}
}

// moveBias takes step from bias c.
func (l *Linear[X, A]) moveBias(c int, step int64) {
	if l.momentum.on {
		step = l.smoothBias(c, step)
	}
	l.b[c] = int32(saturate(int64(l.b[c])-step, math.MaxInt32))
}

// The growth of a weight scale: a channel that nears the end of its range is
// written in units 256/205 = 1.249 times as large.
const (
	growEvery = 10 // steps
	growAbove = 126 * 256
)

// grow rescales the channels that learn whose weights near the end of their range.
func (l *Linear[X, A]) grow() {
	for _, s := range l.channels {
		for c := s.From; c < s.To; c++ {
			if l.w.size(c*l.fanIn, l.fanIn).Widest > growAbove {
				l.growRow(c)
			}
		}
	}
}

// growRow rescales one channel.
func (l *Linear[X, A]) growRow(c int) {
	l.w.shrink(c*l.fanIn, l.fanIn)
	l.wScale[c] = l.wScale[c].Mul(fixedpoint.Ratio(256, 205))
	if l.momentum.on {
		l.shrinkV(c)
	}
	if l.centres {
		l.mean.widest[c] = (l.mean.widest[c]*205+128)>>8 + 1
	}
}
