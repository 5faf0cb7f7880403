package trial

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

var integerTypes = []nn.DType{nn.Int8, nn.Int16}

// TestTuneIntegers: a net in integers learns like one in float16, from the float file
// or from its own.
func TestTuneIntegers(t *testing.T) {
	for _, name := range []string{"rows", "windows", "values"} {
		f, _ := foldertest.Named(name)
		dir := write(t, f)
		model, _ := train(t, dir, nil)
		want, err := Tune(background, tuneOptions(model, dir))
		require.NoError(t, err)
		for _, d := range integerTypes {
			t.Run(name+" "+d.String(), func(t *testing.T) {
				o := tuneOptions(model, dir)
				o.Build.DType, o.Out = d, filepath.Join(t.TempDir(), "tuned")
				got, err := Tune(background, o)
				require.NoError(t, err)
				assert.Equal(t, d.String(), got.Precision)
				assert.Positive(t, got.ArenaBytes)
				assert.Less(t, got.LossLast, got.LossFirst)
				assert.InDelta(t, *want.TargetAfter, *got.TargetAfter, near(want))
				// The file stays in integers unless something else is asked for.
				again := tuneOptions(o.Out, dir)
				r, err := Tune(background, again)
				require.NoError(t, err)
				assert.Equal(t, d.String(), r.Precision)
				assert.Equal(t, *got.TargetAfter, *r.TargetBefore)
				assert.NotEqual(t, got.WeightsSHA256, r.WeightsSHA256)
			})
		}
	}
}

// near is how close integers come: 5 % of the answers, a fifth of an error.
func near(want *Tuned) float64 {
	if want.Metric == "rmse" {
		return 0.2 * *want.TargetAfter
	}
	return 0.05
}

func TestTrainIntegers(t *testing.T) {
	f, _ := foldertest.Named("windows")
	dir := write(t, f)
	for _, d := range integerTypes {
		model, r := train(t, dir, func(o *TrainOptions) { o.DType = d })
		assert.Greater(t, *r.Source.Value("accuracy"), 0.9)
		file, err := bundle.Open(model)
		require.NoError(t, err)
		assert.Equal(t, d, file.DType())
		require.NoError(t, file.Close())
		s, _, err := Eval(background, EvalOptions{Model: model, Data: Data{Dir: dir}, Split: replay.SourceTest})
		require.NoError(t, err)
		assert.Equal(t, *r.Source.Value("accuracy"), *s.Value("accuracy"))
	}
}

func TestQuantise(t *testing.T) {
	f, _ := foldertest.Named("windows")
	dir := write(t, f)
	model, _ := train(t, dir, nil)
	out := filepath.Join(t.TempDir(), "q15")
	r, err := Quantise(QuantiseOptions{Model: model, Out: out, DType: nn.Int16})
	require.NoError(t, err)
	assert.Greater(t, r.Agree, 0.99)
	assert.NotEmpty(t, r.Layers)
	_, err = Quantise(QuantiseOptions{Model: out, Out: out + "x", DType: nn.Int8})
	require.ErrorContains(t, err, "holds q15 already")
	none, _ := train(t, dir, func(o *TrainOptions) { o.Keep = 0 })
	_, err = Quantise(QuantiseOptions{Model: none, Out: out, DType: nn.Int8})
	require.ErrorIs(t, err, bundle.ErrNoWindows)
}

func TestIntegersRefuse(t *testing.T) {
	f, _ := foldertest.Named("rows")
	dir := write(t, f)
	model, _ := train(t, dir, nil)
	for _, c := range []struct {
		name, want string
		change     func(*TuneOptions)
	}{
		{"adam", `no updater "adam" in integers`, func(o *TuneOptions) { o.Rates.Rates, o.Rates.Updater = "constant", "adam" }},
		{"scalars", `no rates "backmatch-scalar" in integers`, func(o *TuneOptions) { o.Rates.Rates = "backmatch-scalar" }},
		{"budget", "plan does not fit the budget", func(o *TuneOptions) { o.Build.Budget = 1000 }},
		{"freeze", "leave at least one to train", func(o *TuneOptions) { o.Build.FrozenUpTo = 99 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := tuneOptions(model, dir)
			o.Build.DType = nn.Int8
			c.change(&o)
			_, err := Tune(background, o)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestIntegersAgree: on the same weights, 16 bits give the answers of float16 for
// 99.5 % of the windows and 8 bits for 97 %, also where the data have moved.
func TestIntegersAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("trains on a recording")
	}
	dir := recording(t, "gas_drift")
	model, _ := train(t, dir, func(o *TrainOptions) { o.Keep = 64 << 10 })
	for _, split := range []replay.Split{replay.SourceTest, replay.TargetTest} {
		want := answersOf(t, model, dir, nn.Half, split)
		for d, least := range map[nn.DType]float64{nn.Int8: 0.97, nn.Int16: 0.995} {
			same := 0
			for i, a := range answersOf(t, model, dir, d, split) {
				if a == want[i] {
					same++
				}
			}
			assert.GreaterOrEqual(t, float64(same)/float64(len(want)), least, "%v on %v", d, split)
		}
	}
}

// answersOf asks the net of a file about every window of a split.
func answersOf(t *testing.T, model, dir string, d nn.DType, s replay.Split) (all []int) {
	t.Helper()
	file, err := bundle.Open(model)
	require.NoError(t, err)
	defer file.Close()
	n, err := forTests(file, d, nn.Options{Batch: 1})
	require.NoError(t, err)
	f, err := Data{Dir: dir}.openFor(&file.Bundle)
	require.NoError(t, err)
	feed, err := firmware.NewFeeder(f.Source(s), &file.Bundle, n)
	require.NoError(t, err)
	for {
		_, err := feed.Next(context.Background(), 0)
		if errors.Is(err, io.EOF) {
			require.NotEmpty(t, all)
			return all
		}
		require.NoError(t, err)
		all = append(all, answer(n.Infer(1)))
	}
}
