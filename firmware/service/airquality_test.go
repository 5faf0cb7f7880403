package service_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/firmware/telemetry"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// TestAirQuality calibrates gas sensors while they drift: each hour is answered, and what
// the reference station measured comes a day later. In floating point and in integers, to
// the bits of tune on the same hours.
func TestAirQuality(t *testing.T) {
	if testing.Short() {
		t.Skip("two seconds")
	}
	root := os.Getenv("EDGETUNE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(root, "data", "air_quality")
	if _, err := os.Stat(dir); err != nil && os.Getenv("CI") != "true" {
		t.Skip("no recordings (set EDGETUNE_SHARED): ", err)
	}
	data := trial.Data{Dir: dir, SkipMissing: true}
	model := filepath.Join(t.TempDir(), "model")
	_, err := trial.Train(context.Background(), trial.TrainOptions{Data: data, Model: "auto", Out: model, Seed: 1, Keep: 256 << 10})
	require.NoError(t, err)
	types := []nn.DType{nn.Int8}
	if *long {
		types = []nn.DType{nn.Half, nn.Int8, nn.Int16}
	}
	for _, d := range types {
		t.Run(d.String(), func(t *testing.T) { calibrates(t, data, model, d) })
	}
}

func calibrates(t *testing.T, data trial.Data, model string, d nn.DType) {
	c := config(t)
	c.Model.File, c.Model.Precision, c.Learn.Replay = model, d.String(), 256<<10
	for _, f := range sensors.Faults() {
		c.Trust.Off = append(c.Trust.Off, f.String()) // every hour counts, as in tune below
	}
	s := teachHours(t, c, data)
	promoted := 0
	for _, g := range s.Generations {
		t.Log(g.What, g.Verdict)
		if g.What == "promoted" {
			promoted++
		}
	}
	assert.Positive(t, promoted)
	t.Logf("errors of the last 128 hours %.3v %v, %d drifts", s.Errors, s.Targets, s.Drift.Count)

	o := trial.TuneOptions{Model: model, Data: data, Replay: 256 << 10, Gate: true, Leash: float32(c.Learn.MaxMove), Rates: trial.ReplayRates()}
	o.Build.DType, o.Build.Seed = d, 1
	want, err := trial.Tune(context.Background(), o)
	require.NoError(t, err)
	t.Logf("%d promotions, %d taken back, target_test %.4g to %.4g", want.Gate.Promotions, want.Gate.Rollbacks, *want.TargetBefore, *want.TargetAfter)
	assert.Less(t, *want.TargetAfter, *want.TargetBefore-2)
	got, err := trial.Replay(model, c.State.Folder)
	require.NoError(t, err)
	assert.Equal(t, want.WeightsSHA256, got.WeightsSHA256)
}

// teachHours lets every hour of target_adapt come, and labels each a day later.
func teachHours(t *testing.T, c service.Config, data trial.Data) telemetry.State {
	const day = 24
	folder, err := replay.Open(data.Dir, replay.Options{SkipMissing: true})
	require.NoError(t, err)
	p := &tap{Source: folder.Source(replay.TargetAdapt), allow: make(chan int, 8)}
	r := start(t, service.Options{Config: c, Source: func(context.Context) (sensors.Source, error) { return p, nil }})
	rows := folder.Rows(replay.TargetAdapt)
	p.allow <- day
	first := r.until("a day", func(s telemetry.State) bool { return len(s.Recent) == day }).Recent[day-1].Window
	for i, row := range rows {
		code, answer := r.post("/api/label", object{"window": first + uint64(i), "values": folder.Label(int(row)).Values})
		require.Equal(t, http.StatusOK, code, "%v", answer)
		if i+day < len(rows) {
			p.allow <- 1
			r.until("an hour", func(s telemetry.State) bool { return s.Prediction.Window == first+uint64(i+day) })
		}
	}
	s := r.until("learning", func(s telemetry.State) bool { return s.Windows == len(rows) })
	r.end()
	return s
}
