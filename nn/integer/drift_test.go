package integer

import (
	"flag"
	"math"
	"testing"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var long = flag.Bool("long", false, "10,000 steps of drift instead of 1,500")

// drift makes labelled windows of three channels whose gain swings ninefold and
// whose offset wanders: class c is a sine of c+1 periods on channel c, under noise.
type drift struct{ rows, length int }

func (d drift) fill(step uint32, x []float32, labels []int) {
	key := fixedpoint.Key(3, step, 0)
	for n := range d.rows {
		labels[n] = int(fixedpoint.Below(fixedpoint.Rand(key, uint32(n)), 3))
		for i := range d.length {
			for c := range 3 {
				angle := float64(step)/300 + float64(c)
				gain := math.Exp(1.1 * math.Sin(angle))
				v := 0.3*float64(fixedpoint.Normal(key, uint32(1000+(n*d.length+i)*3+c))) + 0.8*math.Sin(angle/2)
				if c == labels[n] {
					v += math.Sin(2 * math.Pi * float64((c+1)*i) / float64(d.length))
				}
				x[(n*d.length+i)*3+c] = float32(v * gain)
			}
		}
	}
}

// TestDrift: no saturation runs away, and the net keeps up: the mean loss of a block
// stays below 0.1.
func TestDrift(t *testing.T) {
	for name, r := range map[string]Rates{"capped": CappedRates(), "centred": DefaultRates()} {
		t.Run(name+" q7", func(t *testing.T) { follow(t, NewQ7, r, ScaleQ7) })
		t.Run(name+" q15", func(t *testing.T) {
			follow(t, NewQ15, r, func(peak float64, _ bool) float64 { return ScaleQ15(peak) })
		})
	}
}

func follow[X op.Value, A op.Sum](t *testing.T, build maker[X, A], r Rates, scale func(float64, bool) float64) {
	d := drift{rows: 4, length: 32}
	x, labels := make([]float32, d.rows*d.length*3), make([]int, d.rows)
	d.fill(0, x, labels)
	x64 := make([]float64, len(x))
	for i, v := range x {
		x64[i] = float64(v)
	}
	same := Padding{Same: true}
	s := Spec{Input: op.Shape{N: d.rows, H: 1, W: d.length, C: 3}, InputScale: scale(3, false), Layers: []Layer{
		{Kind: Conv, Out: 8, Kernel: [2]int{1, 5}, Pad: same, ReLU: true},
		{Kind: MaxPool, Kernel: [2]int{1, 2}, Stride: [2]int{1, 2}},
		{Kind: Conv, Out: 12, Kernel: [2]int{1, 5}, Pad: same, ReLU: true},
		{Kind: GlobalPool},
		{Kind: Dense, Out: 3},
	}}
	n, err := build(withWeights(t, s, x64, scale), Options{Rates: r, Seed: 9})
	require.NoError(t, err)
	steps, block := 1500, 250
	switch {
	case *long:
		steps, block = 10_000, 1000
	case testing.Short():
		steps, block = 500, 250
	}
	var loss, clipped float64
	var clamped int64
	for step := 1; step <= steps; step++ {
		d.fill(uint32(step), x, labels)
		put(n, x, labels)
		loss += n.learn(d.rows, Inverse(step)).Float64()
		clipped += n.Saturation().Clipped
		clamped = n.Saturation().Clamped
		if step%block == 0 {
			t.Logf("step %5d: loss %.3f, clipped %.2f %%, clamped %d, input scale %.2g", step, loss/float64(block), 100*clipped/float64(block), clamped, n.in.scale.Float64())
			require.False(t, math.IsNaN(loss))
			if step > block {
				assert.Less(t, loss/float64(block), 0.1, "step %d", step)
			}
			assert.Less(t, clipped/float64(block), 0.01, "step %d", step)
			loss, clipped = 0, 0
		}
	}
}
