package trial

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/optim"
)

// A run of a task is what Tune does: the same steps, the same value.
func TestTaskRunsAsTune(t *testing.T) {
	for _, name := range []string{"rows", "windows"} {
		t.Run(name, func(t *testing.T) {
			f, _ := foldertest.Named(name)
			dir := write(t, f)
			model, _ := train(t, dir, nil)
			task, err := NewTask(background, TaskOptions{Data: Data{Dir: dir}, Model: model, Build: nn.Options{Batch: 8, DType: nn.Half}})
			require.NoError(t, err)
			tuned, err := Tune(background, tuneOptions(model, dir))
			require.NoError(t, err)
			before, err := task.Before(background, 0)
			require.NoError(t, err)
			assert.Equal(t, *tuned.TargetBefore, before.Value)
			method, err := optim.MethodByName("backmatch")
			require.NoError(t, err)
			out, err := task.Run(background, method, method.Eta, 0)
			require.NoError(t, err)
			assert.Equal(t, *tuned.TargetAfter, out.Value)
			assert.Len(t, out.Losses, tuned.Steps)
			assert.InDelta(t, out.Value, (out.Halves[0]+out.Halves[1])/2, 0.02, "the halves make the whole")
		})
	}
}

func TestCompare(t *testing.T) {
	f, _ := foldertest.Named("rows")
	dir := write(t, f)
	c, err := Compare(background, CompareOptions{
		Data: Data{Dir: dir}, Model: "auto", Optimizers: []string{"sgd", "adam:flat", "backmatch"}, Seeds: 2,
		Etas: []float64{1, 0.02}, Build: nn.Options{Batch: 8, DType: nn.Half},
	})
	require.NoError(t, err)
	require.Len(t, c.Curves, 3)
	assert.Equal(t, []float64{0.01, 0.02, 1}, c.Curves[0].Etas, "in order, with the default")
	assert.Equal(t, 0, c.Curves[0].Default)
	assert.Equal(t, []float64{0.02, 1}, c.Curves[2].Etas)
	assert.Zero(t, c.Curves[0].State)
	assert.Positive(t, c.Curves[2].State)
	assert.Greater(t, c.Curves[1].State, 10*c.Curves[2].State)
	for _, v := range c.Curves {
		for _, value := range v.Values {
			assert.LessOrEqual(t, value, v.Values[v.Best])
		}
	}
	again, err := Compare(background, CompareOptions{
		Data: Data{Dir: dir}, Model: "auto", Optimizers: []string{"backmatch"}, Seeds: 2,
		Etas: []float64{1, 0.02}, Build: nn.Options{Batch: 8, DType: nn.Half},
	})
	require.NoError(t, err)
	assert.Equal(t, c.Curves[2].Values, again.Curves[0].Values, "what else runs changes nothing")
}

func TestCompareRegression(t *testing.T) {
	f, _ := foldertest.Named("values")
	c, err := Compare(background, CompareOptions{
		Data: Data{Dir: write(t, f)}, Model: "auto", Optimizers: []string{"sgd"}, Etas: []float64{0.01, 1e4},
		Build: nn.Options{Batch: 8, DType: nn.Half},
	})
	require.NoError(t, err)
	assert.Equal(t, "rmse", c.Metric)
	assert.Equal(t, 0, c.Curves[0].Best, "small is good")
}

func TestCompareStops(t *testing.T) {
	f, _ := foldertest.Named("rows")
	dir := write(t, f)
	_, err := Compare(background, CompareOptions{Data: Data{Dir: dir}, Model: "auto", Optimizers: []string{"sgdd"}})
	require.ErrorContains(t, err, "unknown optimiser")
	task, err := NewTask(background, TaskOptions{Data: Data{Dir: dir}, Model: "auto"})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(background)
	cancel()
	method, err := optim.MethodByName("sgd")
	require.NoError(t, err)
	_, err = RunAll(ctx, task, JobsOf(method, method.Grid, 1), nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestDecadesWithin(t *testing.T) {
	etas := []float64{0.001, 0.01, 0.1, 1, 10}
	for _, c := range []struct {
		name   string
		values []float64
		best   int
		lower  bool
		want   float64
	}{
		{"alone", []float64{0, 0.5, 0.9, 0.5, 0}, 2, false, 0},
		{"both sides", []float64{0, 0.895, 0.9, 0.891, 0}, 2, false, 2},
		{"a gap ends it", []float64{0.9, 0.5, 0.9, 0.9, 0}, 2, false, 1},
		{"to the ends", []float64{0.9, 0.9, 0.9, 0.9, 0.9}, 0, false, 4},
		{"lower is better", []float64{50, 2.01, 2, 2.03, 9}, 2, true, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.InDelta(t, c.want, decadesWithin(etas, c.values, c.best, c.lower), 1e-9)
		})
	}
}
