package nn

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLossScale(t *testing.T) {
	l := newLossScale(Half)
	assert.EqualValues(t, 1024, l.value)
	for range scaleGrow - 1 {
		l.after(true)
	}
	assert.EqualValues(t, 1024, l.value)
	l.after(true)
	assert.EqualValues(t, 2048, l.value, "doubled after 2000 good steps")
	l.after(true)
	l.after(false)
	assert.EqualValues(t, 1024, l.value, "halved by a bad one")
	assert.Zero(t, l.good, "which counts anew")
	for range 100 {
		l.after(false)
	}
	assert.EqualValues(t, 1, l.value)
	for range 20 * scaleGrow {
		l.after(true)
	}
	assert.EqualValues(t, scaleMax, l.value)
	f := newLossScale(F32)
	f.after(false)
	assert.EqualValues(t, 1, f.value, "float32 is not scaled")
}

// A batch that overflows leaves no trace in the running statistics.
func TestOverflowLeavesStatistics(t *testing.T) {
	s, err := Parse("input 4\ndense 4\nbatchnorm\nrelu\ndense 3\nloss softmax")
	require.NoError(t, err)
	m, err := Build(s, Options{Batch: 2, DType: Half, Optimizer: newProbe()})
	require.NoError(t, err)
	fillBatch(m, 2, 1)
	m.Batch().Put(0, []float{6e4, 6e4, 6e4, 6e4})
	m.blocks[0].W.Write(m.opt.Kernels, 0, []float{6e4, 6e4, 6e4, 6e4})
	r, err := m.Step(2)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(float64(r.Loss)) || r.Skipped > 0)
	for _, n := range m.blocks[1].State {
		for _, v := range n.Tensor.f32 {
			require.True(t, isFinite(v), n.Name)
		}
	}
}

func TestStepRefuses(t *testing.T) {
	s, err := Parse(smallNet)
	require.NoError(t, err)
	m, err := Build(s, Options{Batch: 2})
	require.NoError(t, err)
	_, err = m.Step(1)
	require.ErrorContains(t, err, "built for inference")
	m, err = Build(s, Options{Batch: 2, Optimizer: newProbe()})
	require.NoError(t, err)
	for _, rows := range []int{0, 3} {
		_, err = m.Step(rows)
		require.ErrorContains(t, err, "the batch holds 1 to 2")
	}
}
