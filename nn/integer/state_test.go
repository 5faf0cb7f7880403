package integer

import (
	"testing"

	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestState: a net that takes over a state goes on as the other one would, bit for bit.
func TestState(t *testing.T) {
	for name, s := range testNets() {
		for _, r := range []Rates{DefaultRates(), CappedRates(), {Rule: Centred, Tau: 0.12, Momentum: true}, {Rule: Capped, Eta: 10, Tau: 0.02, Momentum: true}} {
			t.Run(name+" q7", func(t *testing.T) { checkState(t, s, r, NewQ7) })
			t.Run(name+" q15", func(t *testing.T) { checkState(t, s, r, NewQ15) })
		}
	}
}

func checkState[X op.Value, A op.Sum](t *testing.T, s Spec, r Rates, build maker[X, A]) {
	n := trained(t, s, Options{Rates: r}, build)
	state, err := n.AppendState(nil)
	require.NoError(t, err)
	s.InputScale = 1
	s.Layers = append([]Layer(nil), s.Layers...)
	for i := range s.Layers {
		s.Layers[i].Scale = 1
	}
	randomise(t, &s)
	again, err := build(s, Options{Rates: r, Seed: 3, Steps: 8})
	require.NoError(t, err)
	rest, err := again.SetState(append(state, 7))
	require.NoError(t, err)
	assert.Equal(t, []byte{7}, rest)
	for _, m := range []*Net[X, A]{n, again} {
		put(m, draw(99, s.Input.Len(), 1), make([]int, s.Input.N))
		_, err := m.Step(s.Input.N)
		require.NoError(t, err)
	}
	require.Equal(t, params(n), params(again))
	_, err = again.SetState(state[:len(state)-1])
	require.ErrorContains(t, err, "another net")
	_, err = again.SetState(state[:9])
	require.ErrorContains(t, err, "another net")
}

// TestMean: a mean that follows a net comes back as it was, and one of two nets lies
// between them.
func TestMean(t *testing.T) {
	s := testNets()["conv1d"]
	n, m := trained(t, s, Options{}, NewQ7), trained(t, s, Options{Rates: CappedRates()}, NewQ7)
	mean := make([]float32, n.Parameters())
	n.Blend(mean, 0)
	to := trained(t, s, Options{}, NewQ7)
	to.Take(mean, n)
	assert.Equal(t, learnedOf(n), learnedOf(to))
	assert.Zero(t, testing.AllocsPerRun(3, func() { n.Blend(mean, 0.9); to.Take(mean, n) }))

	to.CopyFrom(m)
	assert.Equal(t, learnedOf(m), learnedOf(to))
	n.Blend(mean, 0)
	m.Blend(mean, 0.5)
	to.Take(mean, n)
	for i, l := range to.linear {
		a, b := n.linear[i], m.linear[i]
		for c := range l.b {
			assert.InDelta(t, (a.realB(c).Float64()+b.realB(c).Float64())/2, l.realB(c).Float64(), l.bScale.Float64(), "bias %d", c)
		}
	}
}

func learnedOf(n *Net[int8, int32]) (all []Params) {
	for _, l := range n.linear {
		all = append(all, l.Params())
	}
	return all
}
