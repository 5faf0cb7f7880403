package optim

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
)

// lengthsOf lets one layer take a step of each gradient in turn and returns how far
// each took it, relative to the layer.
func lengthsOf(t *testing.T, o Options, gradients ...[]float) (lengths []float64) {
	t.Helper()
	b := newBench(t, o, nn.Options{Batch: 2, Seed: 4}, "input 6", "dense 5", "loss mse")
	blk := b.m.Blocks()[0]
	for _, g := range gradients {
		old := append(append([]float(nil), blk.W.Floats()...), blk.B.Floats()...)
		length := lengthOf(blk)
		b.g = g
		b.step(t, 2, normals(12, 2, 1, 0))
		var moved float64
		for i, v := range append(append([]float(nil), blk.W.Floats()...), blk.B.Floats()...) {
			moved += float64(v-old[i]) * float64(v-old[i])
		}
		lengths = append(lengths, math.Sqrt(moved)/length)
	}
	return lengths
}

func times(v []float, by float) []float {
	out := make([]float, len(v))
	for i, x := range v {
		out[i] = by * x
	}
	return out
}

// A gradient of a hundredth makes a step of a hundredth, of the root mean square of
// both, as the solution of least squares would be; balancing rows alone makes it a
// tenth.
func TestShrinksInProportion(t *testing.T) {
	g := normals(10, 3, 1, 0)
	for balance, want := range map[string]float64{balanceAmong: 0.01, balanceNone: 0.01, balanceRow: 0.1} {
		t.Run(balance, func(t *testing.T) {
			got := lengthsOf(t, Options{Rates: "backmatch", Updater: "sgd", Balance: balance, Tau: 0.05, Steps: 1e6}, g, times(g, 0.01))
			assert.InEpsilon(t, 0.05, got[0], 0.01)
			rms := math.Sqrt((1 + want*want) / 2)
			assert.InEpsilon(t, 0.05*want/rms, got[1], 0.02)
		})
	}
}

// Among rows, balance does what it does without a level kept: the first step is the
// same.
func TestAmongBalancesAsRow(t *testing.T) {
	var steps [][]float
	for _, balance := range []string{balanceAmong, balanceRow} {
		b := newBench(t, Options{Rates: "backmatch", Updater: "sgd", Balance: balance, Tau: 0.05}, nn.Options{Batch: 2, Seed: 4},
			"input 6", "dense 5", "loss mse")
		b.g = normals(10, 3, 1, 0)
		b.step(t, 2, normals(12, 2, 1, 0))
		steps = append(steps, append([]float(nil), b.m.Blocks()[0].W.Floats()...))
	}
	closeTo(t, "weights", steps[1], steps[0])
}

// Gamma and beta move by a quarter of what a linear layer may.
func TestNormMovesLess(t *testing.T) {
	b := newBench(t, Options{Rates: "backmatch", Updater: "sgd", Steps: 1e6}, nn.Options{Batch: 8, Seed: 4},
		"input 6", "dense 5", "batchnorm", "loss mse")
	b.g = normals(40, 3, 1, 0)
	norm := b.m.Blocks()[1]
	b.step(t, 8, normals(48, 2, 1, 0))
	var moved float64
	for i := range norm.Cols {
		moved += math.Pow(float64(norm.W.Floats()[i]-1), 2) + math.Pow(float64(norm.B.Floats()[i]), 2)
	}
	assert.InEpsilon(t, defaultTau*normShare, math.Sqrt(moved/float64(norm.Cols)), 0.01)
}

// Where T is unknown, steps shrink by themselves, but not to nothing.
func TestFade(t *testing.T) {
	assert.Equal(t, float(1), fade(1))
	assert.InDelta(t, 0.5, fade(51), 1e-6)
	assert.InDelta(t, fadeFloor, fade(100000), 1e-6)
	g := normals(10, 3, 1, 0)
	all := make([][]float, 52)
	for i := range all {
		all[i] = g
	}
	const tau = 0.01
	got := lengthsOf(t, Options{Rates: "backmatch", Updater: "sgd", Tau: tau}, all...)
	require.InEpsilon(t, tau, got[0], 0.01)
	assert.InEpsilon(t, tau/2, got[50], 0.02)
}

// A batch of many windows of each class makes a longer step than one of few; a net that
// chooses among no classes is not asked.
func TestTold(t *testing.T) {
	for _, c := range []struct {
		rows, classes int
		want          float64
	}{{8, 0, 1}, {8, 8, 1}, {8, 2, math.Sqrt2}, {8, 32, 0.5}, {1, 4, 0.5}, {32, 10, math.Sqrt2}} {
		assert.InDelta(t, c.want, told(nn.StepInfo{Rows: c.rows, Classes: c.classes}), 1e-6, c)
	}
}

// TestWeighs: the length of the weights is measured in every first step, then in one of
// several, in other steps for the next block.
func TestWeighs(t *testing.T) {
	c := &Centred{}
	count := func(node, from, to int) (n int) {
		for i := from; i < to; i++ {
			if c.weighs(&nn.Block{Node: node}, i) {
				n++
			}
		}
		return n
	}
	assert.Equal(t, weighFirst, count(1, 0, weighFirst))
	assert.Equal(t, 10, count(1, weighFirst, weighFirst+10*weighEvery))
	assert.NotEqual(t, c.weighs(&nn.Block{Node: 1}, 15), c.weighs(&nn.Block{Node: 2}, 15))
}
