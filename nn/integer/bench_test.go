package integer

import (
	"testing"

	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/require"
)

func BenchmarkStep(b *testing.B) {
	b.Run("type=q7", func(b *testing.B) { benchmarkStep(b, NewQ7, ScaleQ7) })
	b.Run("type=q15", func(b *testing.B) {
		benchmarkStep(b, NewQ15, func(peak float64, _ bool) float64 { return ScaleQ15(peak) })
	})
}

// benchmarkStep trains a net of 12,000 weights on one window of 128 samples.
func benchmarkStep[X op.Value, A op.Sum](b *testing.B, build maker[X, A], scale func(float64, bool) float64) {
	same := Padding{Same: true}
	s := Spec{Input: op.Shape{N: 1, H: 1, W: 128, C: 6}, InputScale: scale(3, false), Layers: []Layer{
		{Kind: Conv, Out: 32, Kernel: [2]int{1, 5}, Pad: same, ReLU: true},
		{Kind: MaxPool, Kernel: [2]int{1, 2}, Stride: [2]int{1, 2}},
		{Kind: Conv, Out: 64, Kernel: [2]int{1, 5}, Pad: same, ReLU: true},
		{Kind: GlobalPool},
		{Kind: Dense, Out: 6},
	}}
	x, x64 := draw(1, s.Input.Len(), 1), make([]float64, s.Input.Len())
	for i, v := range x {
		x64[i] = float64(v)
	}
	n, err := build(withWeights(b, s, x64, scale), Options{Rates: DefaultRates()})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		put(n, x, []int{3})
		if _, err := n.Step(1); err != nil {
			b.Fatal(err)
		}
	}
}
