//go:build plot

package chart

import (
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var panels = []Panel{
	{Title: "loss", X: "step", Y: "loss", Lines: []Line{{Name: "first", X: []float64{1, 2, 3}, Y: []float64{3, 2, 1}, Mark: -1}}},
	{Title: "value", X: "eta", Y: "accuracy", LogX: true, Lines: []Line{
		{Name: "with a gap", X: []float64{0.01, 0.1, 1}, Y: []float64{0.5, math.NaN(), 0.7}, Mark: 1},
		{Name: "nothing", X: []float64{1}, Y: []float64{math.Inf(1)}, Mark: 0},
	}},
}

func TestSaveSVG(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.svg")
	require.NoError(t, Save(path, panels...))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, want := range []string{"<svg", "accuracy", "with a gap", "loss"} {
		assert.Contains(t, string(text), want)
	}
}

func TestSavePNG(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.png")
	require.NoError(t, Save(path, panels...))
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	img, err := png.Decode(f)
	require.NoError(t, err)
	assert.Greater(t, img.Bounds().Dx(), img.Bounds().Dy())
}

func TestSaveRefusesOtherEndings(t *testing.T) {
	require.ErrorContains(t, Save("a.gif", panels...), "name a file .svg or .png")
}
