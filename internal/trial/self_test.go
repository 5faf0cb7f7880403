package trial

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/internal/trial/foldertest"
	"edgetune/sensors/replay"
)

// rebuildsFrom trains an autoencoder.
func rebuildsFrom(t *testing.T, dir string) (string, *Trained) {
	t.Helper()
	return train(t, dir, func(o *TrainOptions) { o.Self = true })
}

// TestSelfNeedsNoLabels: what an autoencoder learns from a stream does not follow from
// the labels, and it rebuilds the stream better afterwards.
func TestSelfNeedsNoLabels(t *testing.T) {
	for _, name := range []string{"rows", "windows", "values"} {
		for _, bytes := range []int{0, 1 << 14} {
			t.Run(name, func(t *testing.T) {
				f, _ := foldertest.Named(name)
				dir := write(t, f)
				model, _ := rebuildsFrom(t, dir)
				o := tuneOptions(model, dir)
				if bytes > 0 {
					o = withReplay(model, dir, bytes)
				}
				whole, err := Tune(background, o)
				require.NoError(t, err)
				assert.Equal(t, "rmse", whole.Metric)
				assert.Less(t, *whole.TargetAfter, *whole.TargetBefore)
				if y, ok := f.Arrays["y"].Data.([]uint8); ok {
					for i, s := range f.Arrays["split"].Data.([]uint8) {
						if s == uint8(replay.TargetAdapt) {
							y[i] = 0
						}
					}
					o.Data.Dir = write(t, f)
					blind, err := Tune(background, o)
					require.NoError(t, err)
					assert.Equal(t, whole.WeightsSHA256, blind.WeightsSHA256)
				}
			})
		}
	}
}

// TestSelfGated: held-out windows of any class say how well the stream is rebuilt.
func TestSelfGated(t *testing.T) {
	dir := write(t, foldertest.Windows())
	model, trained := rebuildsFrom(t, dir)
	assert.Positive(t, trained.Kept)
	var sums []string
	for _, set := range kernel.All() {
		o := withReplay(model, dir, 1<<14)
		o.Gate, o.Build.Kernels = true, set
		r, err := Tune(background, o)
		require.NoError(t, err)
		assert.Positive(t, r.Gate.Checks)
		sums = append(sums, r.WeightsSHA256)
	}
	for _, s := range sums {
		assert.Equal(t, sums[0], s)
	}
}

func TestSelfLearnsNormalRows(t *testing.T) {
	f, err := Data{Dir: write(t, foldertest.Rows())}.open()
	require.NoError(t, err)
	all := f.Rows(replay.SourceTrain)
	rows := normalRows(f)
	assert.Less(t, len(rows), len(all))
	for _, i := range rows {
		require.Zero(t, f.Label(int(i)).Class)
	}
}

// TestSelfScores holds the figures of docs/continual.md for an autoencoder.
func TestSelfScores(t *testing.T) {
	d := Data{Dir: recording(t, "pump_skab")}
	model := filepath.Join(t.TempDir(), "model")
	_, err := Train(background, TrainOptions{Data: d, Model: "auto", Out: model, Seed: 1, Self: true})
	require.NoError(t, err)
	o := AnomalyOptions{Data: d, Model: model}
	runs, means, err := Anomaly(background, o)
	require.NoError(t, err)
	require.Len(t, runs, 11)
	assert.InDelta(t, 0.902, *means[0].AUC, 0.005)
	assert.InDelta(t, 0.814, *means[1].AUC, 0.005)
	assert.Less(t, *means[0].FPR, 0.1)
	o.Splits = []replay.Split{replay.TargetTest}
	alone, _, err := Anomaly(background, o)
	require.NoError(t, err)
	assert.Equal(t, runs[8:], alone, "a run knows nothing of the one before")
}

func TestAnomalyRefusesOtherNets(t *testing.T) {
	dir := write(t, foldertest.Rows())
	model, _ := train(t, dir, nil)
	_, _, err := Anomaly(background, AnomalyOptions{Data: Data{Dir: dir}, Model: model})
	require.ErrorContains(t, err, "not one that rebuilds its input")
}

// TestSelfRefuses what gives an autoencoder nothing to learn from.
func TestSelfRefuses(t *testing.T) {
	f := foldertest.Rows()
	n := len(f.Arrays["split"].Data.([]uint8))
	short := make([]int32, n)
	for i := range short {
		short[i] = int32(i / 5)
	}
	f.Arrays["run"] = foldertest.Array{DType: "<i4", Shape: []int{n}, Data: short}
	f.Meta["runs"] = []string{"run"}
	_, err := Train(background, TrainOptions{Data: Data{Dir: write(t, f)}, Model: "auto", Self: true})
	require.ErrorContains(t, err, "has the 20 rows of a window")

	f = foldertest.Rows()
	for i := range f.Arrays["y"].Data.([]uint8) {
		f.Arrays["y"].Data.([]uint8)[i] = 1
	}
	_, err = Train(background, TrainOptions{Data: Data{Dir: write(t, f)}, Model: "auto", Self: true})
	require.ErrorContains(t, err, "no normal row")
}
