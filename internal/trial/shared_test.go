package trial

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/shared"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// recording finds a data folder.
func recording(t *testing.T, name string) string {
	t.Helper()
	return shared.Path(t, "data", name)
}

// learnOn trains on a recording.
func learnOn(t *testing.T, d Data, keep int) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "model")
	_, err := Train(background, TrainOptions{Data: d, Model: "auto", Out: out, Seed: 1, Keep: keep})
	require.NoError(t, err)
	return out
}

func recall(t *testing.T, model string, d Data, s replay.Split) []float64 {
	t.Helper()
	score, _, err := Eval(background, EvalOptions{Model: model, Data: d, Split: s})
	require.NoError(t, err)
	var all []float64
	for c, row := range score.Classes.Counts {
		n := 0
		for _, v := range row {
			n += v
		}
		if n > 0 {
			all = append(all, float64(row[c])/float64(n))
		} else {
			all = append(all, 1)
		}
	}
	return all
}

// TestGasKeepsToluene: a class that the stream lacks is known afterwards, with 16 KiB;
// without a memory it is gone.
func TestGasKeepsToluene(t *testing.T) {
	d := Data{Dir: recording(t, "gas_drift")}
	model := learnOn(t, d, 256<<10)
	const toluene = 5
	for _, c := range []struct {
		name        string
		bytes       int
		least, most float64
	}{{"replay 16K", 16 << 10, 0.9, 1}, {"replay 256K", 256 << 10, 0.9, 1}, {"none", 0, 0, 0.3}} {
		t.Run(c.name, func(t *testing.T) {
			o := withReplay(model, d.Dir, c.bytes)
			if c.bytes == 0 {
				o = tuneOptions(model, d.Dir)
			}
			o.Out = filepath.Join(t.TempDir(), "tuned")
			r, err := Tune(background, o)
			require.NoError(t, err)
			got := recall(t, o.Out, d, replay.SourceTest)[toluene]
			assert.GreaterOrEqual(t, got, c.least)
			assert.LessOrEqual(t, got, c.most)
			if c.bytes == 0 {
				return
			}
			assert.Greater(t, *r.SourceAfter, 0.975)
			for class, v := range recall(t, o.Out, d, replay.TargetTest) {
				assert.Greater(t, v, 0.9, "class %d", class)
			}
		})
	}
}

// TestHarNeedsItsCoreset: the other arm is learned and the first one kept; without
// source windows in the model file it is forgotten.
func TestHarNeedsItsCoreset(t *testing.T) {
	if testing.Short() {
		t.Skip("ten seconds")
	}
	d := Data{Dir: recording(t, "har_dsads"), Channels: []int{0, 1, 2, 3, 4, 5}}
	for _, c := range []struct {
		name        string
		keep        int
		least, most float64
	}{{"coreset", 256 << 10, 0.87, 1}, {"none", 0, 0, 0.7}} {
		t.Run(c.name, func(t *testing.T) {
			model := learnOn(t, d, c.keep)
			o := withReplay(model, d.Dir, 256<<10)
			o.Data.Channels = []int{6, 7, 8, 9, 10, 11}
			r, err := Tune(background, o)
			require.NoError(t, err)
			assert.Greater(t, *r.TargetAfter, 0.82)
			assert.Greater(t, *r.SourceBefore, 0.9, "the source is tested where the sensor was")
			assert.GreaterOrEqual(t, *r.SourceAfter, c.least)
			assert.LessOrEqual(t, *r.SourceAfter, c.most)
		})
	}
}

// TestGateOnRecordings: drift that labels prove is followed, a net that needs nothing
// is left alone.
func TestGateOnRecordings(t *testing.T) {
	for _, c := range []struct {
		name     string
		promoted bool
	}{{"gas_drift", true}, {"fan_accel", true}, {"env_occupancy", false}} {
		t.Run(c.name, func(t *testing.T) {
			dir := recording(t, c.name)
			model := learnOn(t, Data{Dir: dir}, 256<<10)
			for _, d := range []nn.DType{nn.Half, nn.F32} {
				o := withReplay(model, dir, 256<<10)
				o.Gate, o.Build.DType = true, d
				r, err := Tune(background, o)
				require.NoError(t, err)
				assert.Equal(t, c.promoted, r.Gate.Promoted, r.Gate.Last)
				assert.GreaterOrEqual(t, *r.TargetAfter, *r.TargetBefore)
				if !c.promoted {
					assert.InDelta(t, *r.SourceBefore, *r.SourceAfter, 0)
					assert.Contains(t, r.Gate.Last, "refused")
				}
			}
		})
	}
}
