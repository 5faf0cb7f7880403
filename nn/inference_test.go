package nn_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/optim"
)

// TestInferenceKernels: sums in float16 are for asking a net, never for learning.
func TestInferenceKernels(t *testing.T) {
	g := kernel.Generic()
	g.Inference = true
	set := kernel.Definition(g)
	s, err := nn.Parse("input 8\ndense 3\nloss softmax\n")
	require.NoError(t, err)
	o, err := optim.ByName(optim.Options{Rates: "constant", Updater: "sgd"})
	require.NoError(t, err)
	_, err = nn.Build(s, nn.Options{DType: nn.Half, Kernels: set, Optimizer: o})
	assert.ErrorContains(t, err, "for inference alone")
	m, err := nn.Build(s, nn.Options{DType: nn.Half, Kernels: set, Seed: 1})
	require.NoError(t, err)
	same, err := nn.Build(s, nn.Options{DType: nn.Half, Kernels: kernel.Generic(), Seed: 1})
	require.NoError(t, err)
	ask := func(m *nn.Model) []kernel.Float {
		m.Batch().Put(0, []kernel.Float{0.1, -0.7, 0.3, 1, 0.2, -0.4, 0.9, 0.6})
		return m.Infer(1)
	}
	got, want := ask(m), ask(same)
	assert.NotEqual(t, want, got)
	assert.InDeltaSlice(t, want, got, 1e-3)
}
