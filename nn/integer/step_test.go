package integer

import (
	"math"
	"testing"

	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStepAllocatesNothing(t *testing.T) {
	r := readRun(t, "conv_run_q7")
	n, err := NewQ7(r.spec(), r.options())
	require.NoError(t, err)
	x := make([]float32, len(r.Data[0]))
	for i := range x {
		x[i] = float32(r.Data[0][i]) / 256
	}
	for _, rule := range []Rates{CappedRates(), DefaultRates(), {Rule: Centred, Tau: 0.12, Momentum: true}, {Rule: Capped, Eta: 10, Tau: 0.02, Momentum: true}} {
		o := r.options()
		o.Rates = rule
		n, err := NewQ7(r.spec(), o)
		require.NoError(t, err)
		assert.Zero(t, testing.AllocsPerRun(5, func() {
			put(n, x, r.Labels[0])
			if _, err := n.Step(len(r.Labels[0])); err != nil {
				t.Error(err)
			}
		}))
	}
	assert.Zero(t, testing.AllocsPerRun(5, func() { n.Infer(2) }))
}

func TestFrozenLayersKeepTheirWeights(t *testing.T) {
	r := readRun(t, "conv_run_q15")
	o := r.options()
	o.FrozenUpTo = 2
	n, err := NewQ15(r.spec(), o)
	require.NoError(t, err)
	learn(t, r, n)
	for i, l := range n.linear {
		same := assert.ObjectsAreEqual(r.Before[i].W16, l.Params().W)
		assert.Equal(t, i < 2, same, "layer %d", i)
	}
}

func TestInferLeavesTheNetAlone(t *testing.T) {
	r := readRun(t, "dense_run_q7")
	n, err := NewQ7(r.spec(), r.options())
	require.NoError(t, err)
	before := params(n)
	assert.Len(t, n.Infer(1), 4)
	assert.Equal(t, before, params(n))
}

// TestSmallerBatch: a step on fewer rows is the step of a net built for them.
func TestSmallerBatch(t *testing.T) {
	r := readRun(t, "dense_run_q15")
	large, err := NewQ15(r.spec(), r.options())
	require.NoError(t, err)
	spec := r.spec()
	spec.Input.N = 1
	small, err := NewQ15(spec, r.options())
	require.NoError(t, err)
	x := []float32{1, -2, 0.5, 0, 1, 1, -1, 0.25, 2, 0, 0, 1}
	for range 3 {
		put(large, x, []int{2})
		put(small, x, []int{2})
		a, err := large.Step(1)
		require.NoError(t, err)
		b, err := small.Step(1)
		require.NoError(t, err)
		require.Equal(t, a, b)
	}
	assert.Equal(t, params(small), params(large))
}

func TestStepErrors(t *testing.T) {
	r := readRun(t, "dense_run_q7")
	n, err := NewQ7(r.spec(), r.options())
	require.NoError(t, err)
	_, err = n.Step(0)
	assert.ErrorContains(t, err, "integer: step: 0 samples")
	_, err = n.Step(5)
	assert.ErrorContains(t, err, "integer: step: 5 samples")
	for _, c := range []int{-1, 4} {
		put(n, make([]float32, 12), []int{c})
		_, err = n.Step(1)
		assert.ErrorContains(t, err, "integer: step: label")
	}
}

func TestBuildErrors(t *testing.T) {
	good := func() Spec {
		return Spec{
			Input: op.Shape{N: 1, H: 1, W: 4, C: 1}, InputScale: 1,
			Layers: []Layer{{Kind: Dense, Out: 1, Params: Params{W: make([]int16, 4), WScale: []float64{1}, B: []int32{0}, BScale: 1}}},
		}
	}
	_, err := NewQ7(good(), Options{})
	require.NoError(t, err)
	for name, spoil := range map[string]func(*Spec){
		"input":       func(s *Spec) { s.Input.W = 0 },
		"input scale": func(s *Spec) { s.InputScale = math.NaN() },
		"no layer":    func(s *Spec) { s.Layers = nil },
		"kind":        func(s *Spec) { s.Layers = append([]Layer{{Kind: "lstm"}}, s.Layers...) },
		"last":        func(s *Spec) { s.Layers = []Layer{{Kind: GlobalPool}} },
		"last ReLU":   func(s *Spec) { s.Layers[0].ReLU = true },
		"weights":     func(s *Spec) { s.Layers[0].Params.W = nil },
		"scale":       func(s *Spec) { s.Layers[0].Params.WScale[0] = 0 },
		"bias scale":  func(s *Spec) { s.Layers[0].Params.BScale = math.Inf(1) },
		"outputs":     func(s *Spec) { s.Layers[0].Out = -1 },
		"kernel":      func(s *Spec) { s.Layers[0].Kind, s.Layers[0].Kernel = Conv, [2]int{1, 9} },
		"groups":      func(s *Spec) { s.Layers[0].Kind, s.Layers[0].Groups, s.Layers[0].Kernel = Conv, 2, [2]int{1, 4} },
		"pool":        func(s *Spec) { s.Layers = append([]Layer{{Kind: MaxPool, Kernel: [2]int{2, 1}}}, s.Layers...) },
	} {
		s := good()
		spoil(&s)
		_, err := NewQ15(s, Options{})
		assert.ErrorContains(t, err, "integer: ", name)
	}
	_, err = NewQ7(good(), Options{FrozenUpTo: 1})
	assert.ErrorContains(t, err, "integer: 1 frozen")
}
