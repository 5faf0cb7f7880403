package zoo

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
	"edgetune/optim"
)

// least is the memory of a training step by analysis, in KiB: weights, momentum,
// the activations that the gradient needs, the largest pair of gradients.
var least = map[string][4]int{ // f32 batch 1, 8; f16 batch 1, 8
	"har-cnn":        {302, 628, 152, 321},
	"ad-autoencoder": {2107, 2203, 1054, 1102},
	"kws-dscnn":      {790, 5023, 400, 2547},
	"resnet8":        {1416, 7053, 713, 3562},
	"mlp":            {797, 829, 398, 415},
}

func TestArenaNearTheLeast(t *testing.T) {
	for _, name := range Names() {
		s, err := Lookup(name)
		require.NoError(t, err)
		for i, want := range least[name] {
			batch, d := 1+7*(i%2), nn.DType(i/2)
			opt, err := optim.ByName(optim.Options{Rates: "constant", Updater: "momentum"})
			require.NoError(t, err)
			m, err := nn.Build(s, nn.Options{Batch: batch, DType: d, Optimizer: opt})
			require.NoError(t, err)
			ratio := float64(m.Size()) / 1024 / float64(want)
			t.Logf("%s %v batch %d: %.1f KiB, %.3f of the least", name, d, batch, float64(m.Size())/1024, ratio)
			assert.LessOrEqual(t, ratio, 1.15, "%s %v batch %d", name, d, batch)
		}
	}
}

// With a cap the norm of a layer's gradient comes before its first row changes, so
// the largest gradient is kept; where the budget forbids that it is computed twice.
func TestArenaWithTheCap(t *testing.T) {
	for _, name := range Names() {
		for _, batch := range []int{1, 8} {
			plain := build(t, name, batch, optim.Options{Rates: "constant", Updater: "momentum"}, 0)
			capped := build(t, name, batch, optim.Options{Rates: "constant", Updater: "momentum", Tau: 0.02}, 0)
			largest := 0
			for _, b := range plain.Blocks() {
				largest = max(largest, 4*b.Rows*b.Cols)
			}
			assert.LessOrEqual(t, capped.Size(), plain.Size()+largest, "%s batch %d", name, batch)
			again := build(t, name, batch, optim.Options{Rates: "constant", Updater: "momentum", Tau: 0.02}, plain.Size())
			assert.LessOrEqual(t, again.Size(), plain.Size(), "%s batch %d", name, batch)
		}
	}
}

func build(t *testing.T, name string, batch int, o optim.Options, budget int) *nn.Model {
	s, err := Lookup(name)
	require.NoError(t, err)
	opt, err := optim.ByName(o)
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Batch: batch, DType: nn.Half, Optimizer: opt, Budget: budget})
	require.NoError(t, err)
	return m
}
