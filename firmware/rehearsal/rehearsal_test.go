package rehearsal

import (
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/sensors"
)

func testNet(t *testing.T, r Recipe) (*nn.Model, *bundle.Bundle) {
	t.Helper()
	s, err := nn.Parse("input 6\ndense 8\nrelu\ndense 3\nloss softmax\n")
	require.NoError(t, err)
	m, err := nn.Build(s, r.Options())
	require.NoError(t, err)
	return m, &bundle.Bundle{
		Task: "classification", Input: sensors.Layout{Height: 1, Steps: 1, Channels: 6},
		Normaliser: sensors.Normaliser{Mean: make([]float32, 6), Std: []float32{1, 1, 1, 1, 1, 1}},
	}
}

func TestAssemble(t *testing.T) {
	r := Recipe{Replay: 4096, Gate: true, Leash: 1, Rates: Rates(), Build: nn.Options{Seed: 1}}
	m, b := testNet(t, r)
	l, err := r.Assemble(m, nil, b, Silence(b))
	require.NoError(t, err)
	assert.Equal(t, 16, l.Work)
	assert.NotNil(t, l.Gate)
	assert.Greater(t, l.Bytes, 4096/2)
	_, err = l.Step(context.Background())
	require.ErrorIs(t, err, io.EOF, "no window comes")

	r.Build.Budget = l.Bytes - 1
	_, err = r.Assemble(m, nil, b, Silence(b))
	require.ErrorIs(t, err, nn.ErrBudget)
	r.Build.Budget = l.Bytes
	_, err = r.Assemble(m, nil, b, Silence(b))
	require.NoError(t, err)
}

// TestSettings: what a state remembers makes the same learner again.
func TestSettings(t *testing.T) {
	r := Recipe{
		Replay: 4096, Work: 3, Most: 7, Gate: true, Leash: 0.5, Norm: "fold", Rates: Rates(),
		Build: nn.Options{Seed: 5, FrozenUpTo: 1, DType: nn.Half, Learn: nn.Learning{{Layer: "3.dense", Part: nn.Biases}}},
	}
	m, _ := testNet(t, r)
	s := r.Settings(m)
	back, err := Parse(s.String())
	require.NoError(t, err)
	assert.Equal(t, s, back)
	assert.Equal(t, r, back.Recipe())
	assert.Equal(t, s, back.Recipe().Settings(m))
	for _, bad := range []string{"{", `{"learn":"x"}`} {
		_, err = Parse(bad)
		require.Error(t, err)
	}
}
