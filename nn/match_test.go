package nn

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// walker is an optimiser that changes nothing and lets a node turn the state that
// the test hands it.
type walker struct {
	probe
	at    int
	state Match
}

func (w *walker) Visit(node int, _ []int, l Layer, s *Pass) {
	if m, ok := l.(Matcher); ok && node == w.at {
		m.Match(s, &w.state)
	}
}

// walk runs one layer, behind a dense or pointwise one that passes x on, and hands
// its Match a factor of 1 and the given gains.
func walk(t *testing.T, lines string, x, gain []float) *walker {
	t.Helper()
	s, err := Parse(lines + "\nloss mse")
	require.NoError(t, err)
	w := &walker{probe: *newProbe(), at: 1, state: Match{F: 1, Gain: gain, Parts: 1}}
	m, err := Build(s, Options{Optimizer: w, Seed: 1})
	require.NoError(t, err)
	b := m.blocks[0]
	for i := range b.W.f32 {
		b.W.f32[i] = 0
		if b.Rows == 1 || i/b.Cols == i%b.Cols {
			b.W.f32[i] = 1
		}
	}
	m.Batch().Put(0, x)
	_, err = m.Step(1)
	require.NoError(t, err)
	return w
}

func TestMatchOfActivations(t *testing.T) {
	x := []float{-1, 3, 9, 7, 0, 2, -4, 8} // [4 × 2]
	const net = "input 4x2\ndepthwise1d kernel=1\n"
	assert.Equal(t, []float{1.0 / 4, 2}, walk(t, net+"relu", x, []float{1, 2}).state.Gain)
	assert.Equal(t, []float{0, 2 * 2.0 / 4}, walk(t, net+"relu6", x, []float{1, 2}).state.Gain, "neither 0 nor 6 passes")
	assert.Equal(t, []float{(2 + 2*0.25) / 4, 2}, walk(t, net+"leakyrelu slope=0.5", x, []float{1, 2}).state.Gain)
	assert.Equal(t, []float{1.5 / 4, 2}, walk(t, net+"relu", x, []float{1, 2, 2, 2, 1, 2, 2, 2}).state.Gain, "of a flattened map: averaged")
}

func TestMatchOfPools(t *testing.T) {
	x := make([]float, 6*4*2)
	const net = "input 6x4x2\ndepthwise2d kernel=1\n"
	for line, want := range map[string]float{
		"avgpool2d kernel=2":          1.0 / 16,
		"avgpool2d kernel=3x2":        1.0 / 36,
		"maxpool2d kernel=3x2":        1.0 / 6,
		"maxpool2d kernel=2 stride=1": 15.0 / 24,
		"globalpool":                  1.0 / (24 * 24),
	} {
		assert.InDelta(t, want, walk(t, net+line, x, []float{1, 2}).state.F, 1e-7, line)
	}
}

// The gains of a flattened map reach the convolution below it by channel.
func TestMatchBelowFlatten(t *testing.T) {
	x := make([]float, 4*2)
	const net = "input 4x2\ndepthwise1d kernel=1\nconv1d 3 kernel=1\n"
	a := walk(t, net, x, []float{1, 2, 3})
	b := walk(t, net+"flatten", x, []float{0, 1, 2, 1, 2, 3, 1, 2, 3, 2, 3, 4})
	assert.InDelta(t, a.state.F, b.state.F, 1e-6)
	assert.Len(t, b.state.Gain, 2)
}

// Where branches part their factors add, gains averaged: F·(1+f) of a residual.
func TestMatchJoin(t *testing.T) {
	var m Match
	m.Join(&Match{F: 2, Gain: []float{1, 3}})
	assert.Equal(t, []float{1, 3}, m.Gain, "of one reader the gains stay")
	assert.EqualValues(t, 2, m.F)
	m.Join(&Match{F: 5, Gain: []float{1, 0, 0.5}})
	assert.InDelta(t, 2*2+5*0.5, m.F, 1e-6)
	assert.Equal(t, []float{1, 1}, m.Gain)
	m.Join(&Match{F: 1, Gain: []float{4, 4}})
	assert.InDelta(t, 2*2+5*0.5+4, m.F, 1e-6)
	m.Reset()
	m.Join(&Match{F: 7, Gain: []float{2}})
	assert.EqualValues(t, 7, m.F)
	assert.Equal(t, []float{2}, m.Gain)
}
