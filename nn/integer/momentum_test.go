package integer

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMomentum: of a constant step d, a weight and a bias have moved by
// d·(n - mu·(1-mu^n)/(1-mu)) after n steps, and by what is left of it afterwards.
func TestMomentum(t *testing.T) {
	r := readRun(t, "dense_run_q7")
	o := r.options()
	o.Momentum = true
	n, err := NewQ7(r.spec(), o)
	require.NoError(t, err)
	l := n.linear[0]
	const steps, weightStep, biasStep = 60, 2.5, 700
	want := steps - 9*(1-0.0018) // 0.9^60
	for c := range l.b {
		for k := range l.fanIn {
			l.w.set(c*l.fanIn+k, 0)
		}
		l.b[c] = 0
	}
	for step := range uint32(steps) {
		n.pass.step = step
		l.beginMomentum(&n.pass)
		for c := range l.b {
			l.smooth(c, func(int) int64 { return weightStep * 32 / 10 })
			l.moveBias(c, biasStep)
		}
	}
	var sum float64
	for i := range len(l.b) * l.fanIn {
		sum -= float64(l.w.at(i))
		assert.InDelta(t, -weightStep*want, l.w.at(i), 12, "weight %d", i)
	}
	assert.InDelta(t, weightStep*want, sum/float64(len(l.b)*l.fanIn), 1)
	for c, b := range l.b {
		assert.InDelta(t, -biasStep*want, b, 100, "bias %d", c)
	}
	before := l.w.at(0)
	for c := range l.b {
		l.smooth(c, func(int) int64 { return 0 })
	}
	assert.InDelta(t, -0.9*weightStep, l.w.at(0)-before, 2, "it goes on")
	l.forget()
	assert.Zero(t, l.momentum.v[0])
	assert.Equal(t, len(l.b)*l.fanIn, len(l.momentum.v))
}
