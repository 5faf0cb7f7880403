package bundle

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
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
	kept := &Kept{Width: 16}
	row := make([]float32, 16)
	for i := range 5 {
		row[i] = float32(i) / 3
		kept.Add(row, i%2, nil)
	}
	require.NoError(t, Save(path, m, b, kept))
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	assert.Equal(t, *b, f.Bundle)
	assert.Equal(t, testNet, f.Spec.String())
	_, got, err := f.Build(nn.Options{}, true)
	require.NoError(t, err)
	assert.Equal(t, kept, got)
	assert.Equal(t, 5, got.Len())
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
	kept := &Kept{Width: 15}
	kept.Add(make([]float32, 15), 0, nil)
	require.NoError(t, Save(path, testModel(t, testNet), testBundle(), kept))
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	_, _, err = f.Build(nn.Options{}, true)
	require.ErrorContains(t, err, "do not fit the net")
}

func TestKeptTargets(t *testing.T) {
	k := &Kept{Width: 2, Values: 3}
	k.Add([]float32{1, -2}, 0, []float32{0.5, 0, 4})
	assert.Equal(t, 1, k.Len())
	assert.Equal(t, []uint16{uint16(fixedpoint.ToF16(0.5)), 0, uint16(fixedpoint.ToF16(4))}, k.Labels)
	assert.Equal(t, 10, k.Room(109), "10 bytes a window")
}

func TestChoose(t *testing.T) {
	class := func(i int) int { // 90 of class 0, 8 of class 1, 2 of class 2
		switch {
		case i < 90:
			return 0
		case i < 98:
			return 1
		}
		return 2
	}
	count := func(list []int) (n [3]int) {
		for i, v := range list {
			n[class(v)]++
			if i > 0 {
				require.Greater(t, v, list[i-1])
			}
		}
		return n
	}
	assert.Equal(t, [3]int{2, 2, 2}, count(Choose(100, 6, 1, class)))
	assert.Equal(t, [3]int{14, 8, 2}, count(Choose(100, 24, 1, class)))
	assert.Equal(t, [3]int{90, 8, 2}, count(Choose(100, 1000, 1, class)))
	assert.Equal(t, Choose(100, 9, 1, class), Choose(100, 9, 1, class))
	assert.NotEqual(t, Choose(100, 9, 1, class), Choose(100, 9, 2, class))
	assert.Empty(t, Choose(0, 9, 1, class))
}
