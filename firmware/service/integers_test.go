package service_test

import (
	"context"
	"net/http"
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

// inIntegers is a service on the fixture that edgetune quantize has brought to integers;
// model.precision stays f16.
func inIntegers(t *testing.T, d nn.DType) service.Config {
	t.Helper()
	c := config(t)
	out := filepath.Join(t.TempDir(), "integers")
	_, err := trial.Quantise(trial.QuantiseOptions{Model: c.Model.File, Out: out, DType: d})
	require.NoError(t, err)
	c.Model.File = out
	return c
}

// TestIntegersInPart: a plan of what learns holds in integers, and what learns is shown.
func TestIntegersInPart(t *testing.T) {
	c := inIntegers(t, nn.Int8)
	c.Learn.Layers = "4.dense:0-7 6.dense:bias"
	c.Labels.Source, c.Labels.Wait = true, true
	p := newTap(t, replay.TargetAdapt)
	r := start(t, service.Options{Config: c, Source: func(context.Context) (sensors.Source, error) { return p, nil }})
	p.allow <- 24
	s := r.until("learning", func(s telemetry.State) bool { return s.Windows == 24 && s.Steps > 0 })
	require.Len(t, s.Rates, 2)
	assert.Equal(t, "4.dense", s.Rates[0].Layer)
	assert.Equal(t, "6.dense", s.Rates[1].Layer)
	assert.Positive(t, s.Rates[0].Rate)
	r.end()
}

// TestIntegers: a file of integers is served as one in floating point: answers, labels,
// learning, a class more, a generation at a new start, a rollback, a replay.
func TestIntegers(t *testing.T) {
	c := inIntegers(t, nn.Int8)
	c.Learn.Shots = 2
	p := newTap(t, replay.TargetAdapt)
	o := service.Options{Config: c, Source: func(context.Context) (sensors.Source, error) { return p, nil }}
	r := start(t, o)
	assert.Contains(t, r.log.String(), "precision=q7")
	p.allow <- 26
	s := r.until("26 answers", func(s telemetry.State) bool { return len(s.Recent) == 26 })
	assert.InDelta(t, 0.7, s.Prediction.Confidence, 0.31)
	assert.Equal(t, 4, s.Places)
	for i, w := range s.Recent[2:] {
		code, answer := r.post("/api/label", object{"window": w.Window, "class": s.Classes[(23-i)%3]})
		require.Equal(t, http.StatusOK, code, "%v", answer)
	}
	s = r.until("learning", func(s telemetry.State) bool { return s.Windows == 24 && s.Steps > 0 })
	for _, rate := range s.Rates {
		assert.Positive(t, rate.Rate, rate.Layer)
	}
	assert.Len(t, s.Rates, 3, "convolution, dense, dense")
	for _, w := range s.Recent[:2] {
		code, answer := r.post("/api/label", object{"window": w.Window, "class": "flying"})
		require.Equal(t, http.StatusOK, code, "%v", answer)
	}
	s = r.state()
	assert.Equal(t, []string{"slow", "medium", "fast", "flying"}, s.Classes)
	assert.Equal(t, "new class flying", s.Generations[0].What)
	r.end()
	_, err := trial.Replay(c.Model.File, c.State.Folder)
	require.NoError(t, err)

	r = start(t, o)
	assert.Equal(t, 26, r.state().Windows)
	assert.Len(t, r.state().Classes, 4)
	code, _ := r.post("/api/rollback", object{"to": 1})
	require.Equal(t, http.StatusOK, code)
	assert.Zero(t, r.state().Steps)
	assert.Len(t, r.state().Classes, 3)
	r.end()
}
