package nn

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Weights are normal with variance 2/fan-in, a quarter of that in the last layer, and
// differ by layer and seed; biases are 0, gains and variances 1.
func TestInitialise(t *testing.T) {
	s, err := Parse("input 50\ndense 100\nbatchnorm\nrelu\ndense 50\nloss mse")
	require.NoError(t, err)
	m, err := Build(s, Options{Seed: 1})
	require.NoError(t, err)
	for i, share := range map[int]float64{0: 1, 2: 0.25} {
		b := m.Blocks()[i]
		var mean, sq float64
		for _, v := range b.W.f32 {
			mean += float64(v) / 5000
			sq += float64(v*v) / 5000
		}
		assert.InDelta(t, 0, mean, 3*math.Sqrt(2/float64(b.Rows)/5000))
		assert.InEpsilon(t, share*2/float64(b.Rows), sq, 0.07)
		assert.Zero(t, b.B.f32[3])
	}
	other, err := Build(s, Options{Seed: 2})
	require.NoError(t, err)
	assert.NotEqual(t, m.Blocks()[0].W.f32[:8], other.Blocks()[0].W.f32[:8])
	assert.NotEqual(t, m.Blocks()[0].W.f32[:8], m.Blocks()[2].W.f32[:8])
	norm := m.Blocks()[1]
	assert.Equal(t, float(1), norm.W.f32[9])
	assert.Equal(t, float(0), norm.State[0].Tensor.f32[9])
	assert.Equal(t, float(1), norm.State[1].Tensor.f32[9])
}

// Of equal values the first is chosen, a NaN wins; float16 keeps both.
func TestMaxPoolChoice(t *testing.T) {
	p := newProbe()
	s, err := Parse("input 6x1\ndepthwise1d kernel=1\nmaxpool1d kernel=3\nloss mse")
	require.NoError(t, err)
	m, err := Build(s, Options{Optimizer: p})
	require.NoError(t, err)
	m.blocks[0].W.f32[0] = 1
	m.Batch().Put(0, []float{2, 2, 1, -3, -3, -3})
	m.Batch().Target(0, []float{1, -4})
	_, err = m.Step(1)
	require.NoError(t, err)
	assert.Equal(t, []float{1, 0, 0, 1, 0, 0}, p.first)
	nan := float(math.NaN())
	for _, d := range []DType{F32, Half} {
		y := inferOne(t, "input 6x1\nmaxpool1d kernel=3\nloss mse", d, []float{1, nan, 2, nan, nan, 1})
		assert.True(t, y[0] != y[0] && y[1] != y[1], d)
	}
}
