package trial

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors/replay"
)

var background = context.Background()

// write makes a folder and returns its path.
func write(t testing.TB, f foldertest.Folder) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, f.Write(dir))
	return dir
}

// train learns on a folder and returns the model file.
func train(t testing.TB, dir string, change func(*TrainOptions)) (string, *Trained) {
	t.Helper()
	o := TrainOptions{
		Data: Data{Dir: dir}, Model: "auto", Out: filepath.Join(t.TempDir(), "model"), Seed: 1, Steps: 200, Keep: 4096,
	}
	if change != nil {
		change(&o)
	}
	r, err := Train(background, o)
	require.NoError(t, err)
	return o.Out, r
}

func tuneOptions(model, dir string) TuneOptions {
	return TuneOptions{
		Model: model, Data: Data{Dir: dir},
		Rates: optim.Options{Rates: "backmatch", Updater: "sgd"},
		Build: nn.Options{Batch: 8, DType: nn.Half, Seed: 1},
	}
}

func TestTrainAndTune(t *testing.T) {
	for _, name := range []string{"rows", "windows"} {
		t.Run(name, func(t *testing.T) {
			f, _ := foldertest.Named(name)
			dir := write(t, f)
			model, trained := train(t, dir, nil)
			assert.Greater(t, *trained.Source.Value("accuracy"), 0.9)
			before, err := os.ReadFile(model)
			require.NoError(t, err)

			o := tuneOptions(model, dir)
			o.Out = filepath.Join(t.TempDir(), "tuned")
			r, err := Tune(background, o)
			require.NoError(t, err)
			assert.Equal(t, 12, r.Steps, "90 windows in batches of 8, the last one of 2")
			assert.Equal(t, 90, r.GradientWindows)
			assert.Greater(t, *r.TargetAfter, *r.TargetBefore)
			assert.Less(t, r.LossLast, r.LossFirst)

			after, err := os.ReadFile(model)
			require.NoError(t, err)
			assert.True(t, slices.Equal(before, after), "tune changed its model")
			s, b, err := Eval(background, EvalOptions{Model: o.Out, Data: o.Data, Split: replay.TargetTest})
			require.NoError(t, err)
			assert.Equal(t, *r.TargetAfter, *s.Value("accuracy"), "the file is not what was tested")
			assert.Equal(t, 212, b.Origin.Steps)
		})
	}
}

func TestRegression(t *testing.T) {
	dir := write(t, foldertest.Values())
	model, trained := train(t, dir, func(o *TrainOptions) { o.Steps = 600 })
	rmse := trained.Source.Errors.RMSE()
	assert.Less(t, rmse[0], 0.5, "of a target with deviation 2")
	assert.Less(t, rmse[1], 50.0, "of a target with deviation 200")
	assert.Greater(t, rmse[1], 10*rmse[0], "units are lost")
	r, err := Tune(background, tuneOptions(model, dir))
	require.NoError(t, err)
	assert.Less(t, *r.TargetAfter, *r.TargetBefore)
}

// TestSameBits trains and tunes with every set of kernels.
func TestSameBits(t *testing.T) {
	dir := write(t, foldertest.Windows())
	var trained, tuned []string
	for _, set := range kernel.All() {
		model, tr := train(t, dir, func(o *TrainOptions) { o.Kernels, o.Steps = set, 60 })
		o := tuneOptions(model, dir)
		o.Build.Kernels = set
		r, err := Tune(background, o)
		require.NoError(t, err)
		assert.Equal(t, set.Name, r.Kernels)
		trained, tuned = append(trained, tr.Sum), append(tuned, r.WeightsSHA256)
	}
	assert.Len(t, slices.Compact(trained), 1)
	assert.Len(t, slices.Compact(tuned), 1)
}

// TestNamesDoNotMatter renames folder, channels and classes.
func TestNamesDoNotMatter(t *testing.T) {
	f := foldertest.Windows()
	_, a := train(t, write(t, f), func(o *TrainOptions) { o.Steps = 20 })
	f.Meta["classes"] = []string{"x", "y", "z"}
	f.Meta["channels"] = []string{"p", "q"}
	f.Meta["name"] = "har_dsads"
	_, b := train(t, write(t, f), func(o *TrainOptions) { o.Steps = 20 })
	assert.Equal(t, a.Sum, b.Sum)
}

func TestSeedMatters(t *testing.T) {
	dir := write(t, foldertest.Rows())
	_, a := train(t, dir, func(o *TrainOptions) { o.Steps = 5 })
	_, b := train(t, dir, func(o *TrainOptions) { o.Steps, o.Seed = 5, 2 })
	_, c := train(t, dir, func(o *TrainOptions) { o.Steps = 5 })
	assert.NotEqual(t, a.Sum, b.Sum)
	assert.Equal(t, a.Sum, c.Sum)
}

// TestReportDoesNotMatter: the tests before and after leave the weights alone.
func TestReportDoesNotMatter(t *testing.T) {
	dir := write(t, foldertest.Rows())
	model, _ := train(t, dir, nil)
	o := tuneOptions(model, dir)
	a, err := Tune(background, o)
	require.NoError(t, err)
	o.Quiet = true
	b, err := Tune(background, o)
	require.NoError(t, err)
	assert.Equal(t, a.WeightsSHA256, b.WeightsSHA256)
	assert.Nil(t, b.TargetBefore)
}

func TestMissingSplitIsNull(t *testing.T) {
	f := foldertest.Rows()
	split := f.Arrays["split"].Data.([]uint8)
	for i, s := range split {
		if s == 1 || s == 3 {
			split[i] = 0
		}
	}
	dir := write(t, f)
	model, trained := train(t, dir, nil)
	assert.Nil(t, trained.Source.Value("accuracy"))
	r, err := Tune(background, tuneOptions(model, dir))
	require.NoError(t, err)
	assert.Nil(t, r.SourceBefore)
	assert.Nil(t, r.TargetAfter)
}

func TestTunedFileKeepsTheSourceWindows(t *testing.T) {
	dir := write(t, foldertest.Rows())
	model, trained := train(t, dir, nil)
	require.Equal(t, 150, trained.Kept, "all rows fit 4096 bytes")
	o := tuneOptions(model, dir)
	o.Out = filepath.Join(t.TempDir(), "tuned")
	_, err := Tune(background, o)
	require.NoError(t, err)
	again := tuneOptions(o.Out, dir)
	again.Out = filepath.Join(t.TempDir(), "twice")
	tn, err := newTuning(context.Background(), again)
	require.NoError(t, err)
	assert.Equal(t, 150, tn.kept.Len())
}

func TestStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(background)
	out := filepath.Join(t.TempDir(), "model")
	_, err := Train(ctx, TrainOptions{
		Data: Data{Dir: write(t, foldertest.Rows())}, Model: "auto", Out: out, Steps: 100,
		Watch: func(Progress) { cancel() },
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.NoFileExists(t, out)
}

func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	s, err := Demo(background, DemoOptions{Seed: 2})
	require.NoError(t, err)
	assert.GreaterOrEqual(t, *s.Result.TargetAfter, *s.Result.TargetBefore+0.10)
	assert.Len(t, s.Stream, s.Result.Steps)
	assert.Len(t, s.Frozen, s.Result.Steps)
}
