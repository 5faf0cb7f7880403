package trial

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
	"edgetune/sensors"
)

// facts of a classification with three classes.
func factsOf(l sensors.Layout) Facts {
	spread := make([]float32, l.Channels)
	for i := range spread {
		spread[i] = float32(i + 1)
	}
	return Facts{
		Layout: l, Task: "classification", Metric: "accuracy", Outputs: 3,
		Rows: 1000, ClassRows: []int{500, 400, 100}, Spread: spread,
	}
}

// TestAuto asserts that a recipe fits its data and that the net can be built.
func TestAuto(t *testing.T) {
	for _, c := range []struct {
		name   string
		layout sensors.Layout
		input  nn.Shape
	}{
		{"one reading", sensors.Layout{Height: 1, Steps: 1, Channels: 1}, nn.Shape{1}},
		{"a row", sensors.Layout{Height: 1, Steps: 1, Channels: 128}, nn.Shape{128}},
		{"two steps", sensors.Layout{Height: 1, Steps: 2, Channels: 3}, nn.Shape{2, 3}},
		{"15 steps", sensors.Layout{Height: 1, Steps: 15, Channels: 3}, nn.Shape{15, 3}},
		{"16 steps", sensors.Layout{Height: 1, Steps: 16, Channels: 3}, nn.Shape{4, 15}},
		{"a window", sensors.Layout{Height: 1, Steps: 125, Channels: 6}, nn.Shape{4, 30}},
		{"a long window", sensors.Layout{Height: 1, Steps: 1024, Channels: 2}, nn.Shape{4, 74}},
		{"a second of sound", sensors.Layout{Height: 1, Steps: 44100, Channels: 1}, nn.Shape{4, 37}},
		{"a stripe", sensors.Layout{Height: 2, Steps: 40, Channels: 1}, nn.Shape{2, 40, 1}},
		{"a grey image", sensors.Layout{Height: 16, Steps: 16, Channels: 1}, nn.Shape{16, 16, 1}},
		{"a colour image", sensors.Layout{Height: 32, Steps: 48, Channels: 3}, nn.Shape{32, 48, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Auto(factsOf(c.layout))
			require.NoError(t, err)
			assert.Equal(t, c.input, r.Net.Input)
			m, err := nn.Build(r.Net, nn.Options{})
			require.NoError(t, err)
			assert.Equal(t, 3, m.Outputs())
		})
	}
}

func TestAutoTask(t *testing.T) {
	f := factsOf(sensors.Layout{Height: 1, Steps: 1, Channels: 4})
	f.Metric = "balanced_accuracy"
	r, err := Auto(f)
	require.NoError(t, err)
	assert.Equal(t, []float32{0.6667, 0.8333, 3.333}, r.Net.Loss.Weights)

	f.Task, f.Metric, f.Outputs, f.ClassRows = "regression", "rmse", 2, nil
	r, err = Auto(f)
	require.NoError(t, err)
	assert.Equal(t, "mse", r.Net.Loss.Kind)
	assert.Zero(t, r.Training.Smooth)

	f.Outputs = 0
	_, err = Auto(f)
	require.ErrorContains(t, err, "neither classes nor targets")
}

// TestAutoSeesNoOrder: another order of the channels gives the same recipe but for
// the factors, which follow their channels.
func TestAutoSeesNoOrder(t *testing.T) {
	f := factsOf(sensors.Layout{Height: 1, Steps: 100, Channels: 3})
	a, err := Auto(f)
	require.NoError(t, err)
	f.Spread = []float32{3, 1, 2}
	b, err := Auto(f)
	require.NoError(t, err)
	assert.Equal(t, a.Net, b.Net)
	assert.Equal(t, a.Features[1:], b.Features[1:])
	assert.Equal(t, []float32{1.0 / 3, 1, 0.5}, b.Features[0].Factors)
}

func TestFeaturesForANet(t *testing.T) {
	l := sensors.Layout{Height: 1, Steps: 125, Channels: 6}
	r, err := Auto(factsOf(l))
	require.NoError(t, err)
	for _, c := range []struct {
		name  string
		input nn.Shape
		want  string
	}{
		{"the window", nn.Shape{125, 6}, "raw"},
		{"auto's features", nn.Shape{4, 30}, r.Features.String()},
		{"another length", nn.Shape{128, 6}, "resample(128)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := featuresFor(c.input, r.Features, l)
			require.NoError(t, err)
			assert.Equal(t, c.want, got.String())
		})
	}
	_, err = featuresFor(nn.Shape{128, 9}, r.Features, l)
	require.ErrorContains(t, err, "the net reads 128x9, the data are windows of [125 6]")
}
