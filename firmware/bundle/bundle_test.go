package bundle

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/memory"
	"edgetune/nn"
	"edgetune/sensors"
)

func testBundle() *Bundle {
	return &Bundle{
		Task: "classification", Metric: "accuracy", Input: sensors.Layout{Height: 1, Steps: 32, Channels: 2, Rate: 50},
		Columns: []int{3, 1}, Channels: []string{"a", "b"}, Classes: []string{"p", "q"},
		Features:   sensors.Spec{{Kind: "segments", Segments: 4, Of: []sensors.Spec{{{Kind: "stats", Stats: []string{"mean", "std"}}}}}},
		Normaliser: sensors.Normaliser{Mean: []float32{0.1, 0, 0, 1e-20}, Std: []float32{1, 2, 3, 1e20}},
		Origin:     Origin{Version: "v1", Seed: 7, Rows: 100, Steps: 20},
	}
}

func testModel(t testing.TB, text string) *nn.Model {
	t.Helper()
	s, err := nn.Parse(text)
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Seed: 3})
	require.NoError(t, err)
	return m
}

const testNet = "input 4x4\nflatten\ndense 2\nloss softmax weights=1,2\n"

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	m, b := testModel(t, testNet), testBundle()
	kept := testKept(t, 16)
	require.NoError(t, Save(path, m, b, kept))
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	assert.Equal(t, *b, f.Bundle)
	assert.Equal(t, testNet, f.Spec.String())
	_, got, err := f.Build(nn.Options{}, true)
	require.NoError(t, err)
	assert.Equal(t, 7, got.Len())
	assert.Equal(t, kept.Coreset.Parts(), got.Coreset.Parts())
	assert.Equal(t, kept.Anchors.Parts().Rows, got.Anchors.Parts().Rows)
	assert.Equal(t, kept.Anchors.Parts().Labels, got.Anchors.Parts().Labels)
	assert.Equal(t, 3, got.Coreset.Count(1))
}

// testKept is five windows to learn from and two anchors.
func testKept(t *testing.T, width int) *Kept {
	t.Helper()
	s, err := nn.Parse(testNet)
	require.NoError(t, err)
	l := KeptLayout(s, 2, 0)
	l.Width = width
	k := &Kept{}
	k.Coreset, err = memory.New(l, 5)
	require.NoError(t, err)
	l.Logits = 0
	k.Anchors, err = memory.New(l, 2)
	require.NoError(t, err)
	row := make([]float32, width)
	for i := range 5 {
		row[i] = float32(i) / 3
		w := memory.Window{Row: row, Class: 1 - i%2, Logits: []float32{1, float32(-i)}}
		k.Coreset.Add(w)
		k.Anchors.Add(w)
	}
	return k
}

func TestWithoutKeptWindows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	require.NoError(t, Save(path, testModel(t, testNet), testBundle(), nil))
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	_, got, err := f.Build(nn.Options{}, true)
	require.NoError(t, err)
	assert.Zero(t, got.Len())
}

// TestOpenRefuses writes sound files with descriptions that do not fit their net.
func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name, want string
		change     func(*Bundle)
	}{
		{"layout", "every extent", func(b *Bundle) { b.Input.Steps = -1 }},
		{"huge layout", "every extent", func(b *Bundle) { b.Input.Steps = math.MaxInt }},
		{"feature", "unknown kind", func(b *Bundle) { b.Features = sensors.Spec{{Kind: "magic"}} }},
		{"shape", "features of shape", func(b *Bundle) { b.Features = nil }},
		{"normaliser", "deviation 0", func(b *Bundle) { b.Normaliser.Std[1] = 0 }},
		{"targets", "targets for the task", func(b *Bundle) { b.Targets = []Target{{Std: 1}} }},
		{"target", "target 0", func(b *Bundle) { b.Task, b.Targets = "regression", []Target{{}} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "model")
			b := testBundle()
			c.change(b)
			require.NoError(t, Save(path, testModel(t, testNet), b, nil))
			_, err := Open(path)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestBuildRefusesOtherOutputs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	b := testBundle()
	b.Classes = []string{"p", "q", "r"}
	require.NoError(t, Save(path, testModel(t, testNet), b, nil))
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	_, _, err = f.Build(nn.Options{}, false)
	require.ErrorContains(t, err, "2 outputs for 3 classes")
}

func TestBuildRefusesOtherKeptWindows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	require.NoError(t, Save(path, testModel(t, testNet), testBundle(), testKept(t, 15)))
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	_, _, err = f.Build(nn.Options{}, true)
	require.ErrorContains(t, err, "do not fit the net")
}
