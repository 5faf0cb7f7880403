package optim

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
)

// lengthOf returns the length of a block, bias included.
func lengthOf(b *nn.Block) (sum float64) {
	for _, v := range append(append([]float(nil), b.W.Floats()...), b.B.Floats()...) {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}

// LARS moves each layer by eta of its length, whatever the gradient; LARC by at
// most tau of it.
func TestRelativeSteps(t *testing.T) {
	for _, c := range []struct {
		name   string
		o      Options
		g      float // size of the gradient
		length float64
	}{
		{"lars, small gradient", Options{Rates: "lars", Updater: "sgd", Eta: 0.03}, 1e-6, 0.03},
		{"lars, large gradient", Options{Rates: "lars", Updater: "sgd", Eta: 0.03}, 1e3, 0.03},
		{"larc, large gradient", Options{Rates: "constant", Updater: "sgd", Eta: 1, Tau: 0.02}, 1e3, 0.02},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, c.o, nn.Options{Batch: 1, Seed: 4}, "input 6", "dense 5", "loss mse")
			blk := b.m.Blocks()[0]
			old := append(append([]float(nil), blk.W.Floats()...), blk.B.Floats()...)
			length := lengthOf(blk)
			b.g = normals(5, 3, c.g, 0)
			b.step(t, 1, normals(6, 2, 1, 0))
			var moved float64
			for i, v := range append(append([]float(nil), blk.W.Floats()...), blk.B.Floats()...) {
				moved += float64(v-old[i]) * float64(v-old[i])
			}
			assert.InEpsilon(t, c.length, math.Sqrt(moved)/length, 0.01)
		})
	}
}

// Amplification of a layer multiplies its own rate and that of all below it, in
// half of the steps.
func TestAmplifyPassesDown(t *testing.T) {
	b := newBench(t, Options{Rates: "amplify", Updater: "sgd", Seed: 5}, nn.Options{Batch: 1},
		"input 4", "dense 4", "relu", "dense 4", "relu", "dense 4", "relu", "dense 4", "loss mse")
	var on, off int
	for step := 1; step <= 40; step++ {
		rates := []float{}
		b.after = func(blk *nn.Block) { rates = append(rates, b.states[blk.Node].s[0]) }
		b.step(t, 1, normals(4, uint32(step), 1, 0))
		require.Len(t, rates, 4)
		for i := 1; i < len(rates); i++ {
			ratio := rates[i] / rates[i-1]
			require.Contains(t, []float{1, amplifyFactor}, ratio, "layers are visited from the last one down")
		}
		if rates[3] > amplifyEta*1.5 {
			on++
		} else {
			off++
		}
	}
	assert.GreaterOrEqual(t, off, 20)
	assert.Positive(t, on)
}

// Layers stop from the lowest up, never the last one, and keep their weights then.
func TestFreezeStopsFromBelow(t *testing.T) {
	b := newBench(t, Options{Rates: "freeze", Updater: "sgd", Eta: 0.05, Steps: 200}, nn.Options{Batch: 8, Seed: 2},
		"input 12", "dense 16", "relu", "dense 16", "relu", "dense 3", "loss softmax")
	f := b.rates.(*Freeze)
	most, atStop := -1, []float(nil)
	first := b.m.Blocks()[0]
	for step := range 200 {
		fillClasses(b.m, 8, uint32(3*(step%8)))
		_, err := b.m.Step(8)
		require.NoError(t, err)
		require.GreaterOrEqual(t, f.frozen, most, "nothing thaws")
		if most = f.frozen; most >= first.Node && atStop == nil {
			atStop = append(atStop, first.W.Floats()...)
		}
	}
	require.GreaterOrEqual(t, most, first.Node, "the lowest layer has settled after 200 steps")
	assert.Less(t, most, b.m.Blocks()[2].Node)
	assert.Equal(t, atStop, first.W.Floats())
}

func TestMethods(t *testing.T) {
	for _, name := range Methods() {
		m, err := MethodByName(name)
		require.NoError(t, err)
		assert.IsIncreasing(t, m.Grid, name)
		assert.Contains(t, m.Grid, m.Eta, "%s: the default is one of the rates tried", name)
		_, err = m.New(m.Eta, 10, 1)
		assert.NoError(t, err, name)
	}
	m, err := MethodByName("adam:flat")
	require.NoError(t, err)
	assert.True(t, m.Flat)
	_, err = MethodByName("sgdd")
	require.ErrorContains(t, err, `unknown optimiser "sgdd"; there are backmatch,`)
}

// What a method does when nobody sets its rate is what ByName does.
func TestMethodDefaults(t *testing.T) {
	for _, name := range Methods() {
		if name == "larc" {
			continue // constant rates have no default for it
		}
		m, err := MethodByName(name)
		require.NoError(t, err)
		given, err := m.New(m.Eta, 7, 1)
		require.NoError(t, err)
		o := m.Options
		o.Steps, o.Seed = 7, 1
		unset, err := ByName(o)
		require.NoError(t, err)
		assert.Equal(t, unset.rates, given.rates, name)
	}
}
