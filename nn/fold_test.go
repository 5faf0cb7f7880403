package nn_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/optim"
)

// A residual net with a normalisation behind every kind of linear layer, one behind
// a sum, which stays, and one whose layer is read twice, which stays too.
const foldNet = `input 6x6x2
conv2d 4 kernel=3 pad=same bias=no
batchnorm
a: relu
depthwise2d kernel=3 pad=same
b: batchnorm
add from=b,a
batchnorm
c: conv2d 4 kernel=1
batchnorm
add from=9.batchnorm,c
flatten
dense 5
batchnorm
relu
dense 3
loss softmax`

func TestFoldInfersTheSame(t *testing.T) {
	s, err := nn.Parse(foldNet)
	require.NoError(t, err)
	opt, err := optim.ByName(optim.Options{Rates: "constant", Updater: "sgd", Eta: 0.1})
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Batch: 4, Optimizer: opt, Seed: 3})
	require.NoError(t, err)
	x := make([]kernel.Float, s.Input.Len())
	put := func(m *nn.Model, step int) {
		for i := range 4 {
			for j := range x {
				x[j] = kernel.Float((j*(i+3)+step)%11)/4 - 1
			}
			m.Batch().Put(i, x)
			m.Batch().Class(i, i%3)
		}
	}
	for step := range 200 { // statistics and gains far from 0 and 1
		put(m, step)
		_, err := m.Step(4)
		require.NoError(t, err)
	}
	f, err := nn.Fold(m, nn.Options{Batch: 4})
	require.NoError(t, err)
	assert.Len(t, f.Spec.Nodes, len(s.Nodes)-3)
	put(m, 7)
	put(f, 7)
	want, got := m.Infer(4), f.Infer(4)
	assert.InDeltaSlice(t, want, got, 1e-4)
	assert.Greater(t, max(want[0]-want[1], want[1]-want[0]), kernel.Float(1e-3), "the outputs differ from each other")

	again, err := nn.Fold(f, nn.Options{Batch: 4})
	require.NoError(t, err)
	assert.Equal(t, f.Spec.Nodes[0].Kind, again.Spec.Nodes[0].Kind)
	put(again, 7)
	assert.Equal(t, f.Infer(4), again.Infer(4), "nothing is left to fold")
}
