package trial

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/bundle"
	"edgetune/internal/kernel"
	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// withReplay are the options of tune --replay.
func withReplay(model, dir string, bytes int) TuneOptions {
	o := tuneOptions(model, dir)
	o.Replay, o.Rates = bytes, ReplayRates()
	return o
}

func TestReplay(t *testing.T) {
	for _, name := range []string{"rows", "windows", "values"} {
		t.Run(name, func(t *testing.T) {
			f, _ := foldertest.Named(name)
			dir := write(t, f)
			model, _ := train(t, dir, func(o *TrainOptions) { o.Steps = 400 })
			o := withReplay(model, dir, 1<<14)
			o.Out = filepath.Join(t.TempDir(), "tuned")
			r, err := Tune(background, o)
			require.NoError(t, err)
			assert.Equal(t, 90, r.Steps, "16 windows in gradients for each of 90")
			assert.Equal(t, 16*90, r.GradientWindows)
			better := *r.TargetAfter - *r.TargetBefore
			if name == "values" {
				better = -better
			}
			assert.Positive(t, better)
			s, _, err := Eval(background, EvalOptions{Model: o.Out, Data: o.Data, Split: replay.TargetTest})
			require.NoError(t, err)
			assert.InDelta(t, *r.TargetAfter, *s.Value(r.Metric), 1e-9, "the file is not what was tested")
			again := o
			again.Model, again.Out = o.Out, ""
			_, err = Tune(background, again)
			require.NoError(t, err, "the tuned file has the windows still")
		})
	}
}

func TestReplaySameBits(t *testing.T) {
	dir := write(t, foldertest.Windows())
	model, _ := train(t, dir, func(o *TrainOptions) { o.Steps = 60 })
	var sums []string
	for _, set := range kernel.All() {
		for _, gate := range []bool{false, true} {
			o := withReplay(model, dir, 1<<14)
			o.Build.Kernels, o.Gate = set, gate
			r, err := Tune(background, o)
			require.NoError(t, err)
			sums = append(sums, r.WeightsSHA256)
		}
	}
	slices.Sort(sums)
	assert.LessOrEqual(t, len(slices.Compact(sums)), 2, "one with the gate, one without")
}

// TestReplayNeedsOnlyTheStream: the other splits are read only to report.
func TestReplayNeedsOnlyTheStream(t *testing.T) {
	f := foldertest.Rows()
	dir := write(t, f)
	model, _ := train(t, dir, nil)
	whole, err := Tune(background, withReplay(model, dir, 1<<14))
	require.NoError(t, err)
	split := f.Arrays["split"].Data.([]uint8)
	x, y := f.Arrays["X"].Data.([]float32), f.Arrays["y"].Data.([]uint8)
	for i, s := range split {
		if s != uint8(replay.TargetAdapt) {
			clear(x[6*i : 6*i+6])
			y[i] = 0
		}
	}
	alone, err := Tune(background, withReplay(model, write(t, f), 1<<14))
	require.NoError(t, err)
	assert.Equal(t, whole.WeightsSHA256, alone.WeightsSHA256)
}

func TestReplayBudget(t *testing.T) {
	dir := write(t, foldertest.Rows())
	model, _ := train(t, dir, nil)
	o := withReplay(model, dir, 1<<14)
	o.Gate = true
	r, err := Tune(background, o)
	require.NoError(t, err)
	o.Build.Budget = r.ArenaBytes
	_, err = Tune(background, o)
	require.NoError(t, err)
	o.Build.Budget = r.ArenaBytes / 2
	_, err = Tune(background, o)
	require.ErrorIs(t, err, nn.ErrBudget)
}

// TestReplayIntegers: a net in integers learns with a memory as one in float16 does, and
// its plan of what learns holds.
func TestReplayIntegers(t *testing.T) {
	dir := write(t, foldertest.Windows())
	model, _ := train(t, dir, func(o *TrainOptions) { o.Keep = 1 << 14 })
	want, err := Tune(background, withReplay(model, dir, 1<<14))
	require.NoError(t, err)
	for _, d := range integerTypes {
		t.Run(d.String(), func(t *testing.T) {
			o := withReplay(model, dir, 1<<14)
			o.Build.DType, o.Leash = d, 1
			r, err := Tune(background, o)
			require.NoError(t, err)
			assert.InDelta(t, *want.TargetAfter, *r.TargetAfter, 0.1)
			assert.InDelta(t, *want.SourceAfter, *r.SourceAfter, 0.1)
			assert.Equal(t, want.Steps, r.Steps)
			assert.Less(t, r.LossLast, r.LossFirst)

			o.Leash = 1e-6
			short, err := Tune(background, o)
			require.NoError(t, err)
			assert.InDelta(t, *short.TargetBefore, *short.TargetAfter, 0.05, "a short leash lets little serve")

			o.Leash, o.Build.FrozenUpTo = 0, 1
			_, err = Tune(background, o)
			require.ErrorContains(t, err, "no frozen layers in integers")
			o.Build.FrozenUpTo, o.Build.Budget = 0, 1<<12
			_, err = Tune(background, o)
			require.ErrorIs(t, err, nn.ErrBudget)
		})
	}
}

// TestState stops a run half-way, goes on, and learns it all again from the journal.
func TestState(t *testing.T) {
	for _, d := range []nn.DType{nn.Half, nn.Int8, nn.Int16} {
		t.Run(d.String(), func(t *testing.T) { checkState(t, d) })
	}
}

func checkState(t *testing.T, d nn.DType) {
	dir := write(t, foldertest.Windows())
	model, _ := train(t, dir, func(o *TrainOptions) { o.Keep = 1 << 12 })
	o := withReplay(model, dir, 1<<14)
	o.Build.DType = d
	o.Gate, o.Leash = true, 1
	want, err := Tune(background, o)
	require.NoError(t, err)

	o.State = filepath.Join(t.TempDir(), "state")
	r, err := Tune(background, o)
	require.NoError(t, err)
	assert.Equal(t, want.WeightsSHA256, r.WeightsSHA256, "keeping a state changes what is learned")
	list, err := History(o.State)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(list), 3, "start, promotions, end")
	assert.Equal(t, "end", list[0].What)
	assert.Equal(t, "start", list[len(list)-1].What)

	again, err := Replay(model, o.State)
	require.NoError(t, err)
	assert.Equal(t, Replayed{"result", 90, len(list) - 1, want.WeightsSHA256}, *again)

	from, copied, err := Rollback(o.State, 0)
	require.NoError(t, err)
	assert.Equal(t, list[1].Generation, from)
	assert.Equal(t, list[0].Generation+1, copied)
	r, err = Tune(background, o)
	require.NoError(t, err)
	assert.Equal(t, want.WeightsSHA256, r.WeightsSHA256, "it goes on from there")

	slot := filepath.Join(o.State, fmt.Sprint("slot", list[1].Generation-1))
	b, err := os.ReadFile(slot)
	require.NoError(t, err)
	b[len(b)/2] ^= 1
	require.NoError(t, os.WriteFile(slot, b, 0o600))
	again, err = Replay(model, o.State)
	require.NoError(t, err)
	assert.Equal(t, want.WeightsSHA256, again.WeightsSHA256, "past a damaged generation")

	o.Work = 3
	_, err = Tune(background, o)
	require.ErrorContains(t, err, "other settings")
	other, _ := train(t, dir, func(o *TrainOptions) { o.Seed, o.Keep = 2, 1<<12 })
	_, err = Replay(other, o.State)
	require.ErrorContains(t, err, "has the weights")
}

func TestHistoryRefuses(t *testing.T) {
	_, err := History(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = History(t.TempDir())
	require.ErrorContains(t, err, "holds no generation")
	_, _, err = Rollback(t.TempDir(), 7)
	require.ErrorContains(t, err, "holds no generation")
}

// TestKeepFitsItsBudget: rows, labels, logits and anchors together.
func TestKeepFitsItsBudget(t *testing.T) {
	dir := write(t, foldertest.Windows())
	for _, bytes := range []int{0, 40, 1000, 4096, 1 << 20} {
		model, trained := train(t, dir, func(o *TrainOptions) { o.Steps, o.Keep = 20, bytes })
		file, err := bundle.Open(model)
		require.NoError(t, err)
		_, kept, err := file.Build(nn.Options{}, true)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		assert.Equal(t, trained.Kept, kept.Len())
		if kept == nil {
			assert.Less(t, bytes, 100)
			continue
		}
		assert.LessOrEqual(t, kept.Coreset.Size()+kept.Anchors.Size(), bytes)
		if bytes == 1<<20 {
			assert.Equal(t, 15, kept.Anchors.Len(), "one of ten, never learned from")
			assert.Equal(t, 135, kept.Coreset.Len())
		}
	}
}
