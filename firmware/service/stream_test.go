package service_test

import (
	"context"
	"errors"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/firmware/telemetry"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// stepwise plays whole windows as a stream of single readings, as a sensor gives them.
type stepwise struct {
	*tap
	window sensors.Sample
	at     int
	count  int64
}

func (s *stepwise) Info() sensors.Info {
	i := s.tap.Info()
	i.Layout.Steps = 1
	return i
}

func (s *stepwise) Read(ctx context.Context, to *sensors.Sample) error {
	l := s.tap.Info().Layout
	if s.window.Values == nil {
		s.window.Values, s.at = make([]float32, l.Len()), l.Steps
	}
	if s.at == l.Steps {
		if err := s.tap.Read(ctx, &s.window); err != nil {
			return err
		}
		s.at = 0
	}
	for c := range l.Channels {
		to.Values[c] = s.window.Values[c*l.Steps+s.at]
	}
	to.Time, to.Length, to.Run, to.Label = int64(math.Round(float64(s.count)*1e9/l.Rate)), 1, 0, s.window.Label
	s.at++
	s.count++
	return nil
}

// TestStream: a net that learned from windows answers a sensor that gives single
// readings as it answers the windows, its limits included.
func TestStream(t *testing.T) {
	answers := func(src sensors.Source, allow chan int) []telemetry.Recent {
		r := start(t, service.Options{Config: config(t), Source: func(context.Context) (sensors.Source, error) { return src, nil }})
		allow <- 12
		s := r.until("12 answers", func(s telemetry.State) bool { return len(s.Recent) == 12 })
		r.end()
		return s.Recent
	}
	p, q := newTap(t, replay.TargetAdapt), newTap(t, replay.TargetAdapt)
	want, got := answers(p, p.allow), answers(&stepwise{tap: q}, q.allow)
	for i := range want {
		want[i].Window, want[i].Time, got[i].Window, got[i].Time = 0, "", 0, ""
	}
	assert.Equal(t, want, got)
}

// TestAnomaly: what came first is normal, and still is after a restart.
func TestAnomaly(t *testing.T) {
	c := config(t)
	c.Anomaly.Fit = 60
	p := newTap(t, replay.SourceTrain)
	loud := &amplified{stepwise: &stepwise{tap: p}, gain: 1}
	source := func(context.Context) (sensors.Source, error) { return loud, nil }
	r := start(t, service.Options{Config: c, Source: source})
	p.allow <- 60 // 64 steps at 50 Hz each
	s := r.until("a score", func(s telemetry.State) bool { return s.Anomaly != nil && len(s.Recent) == 32 })
	assert.False(t, s.Anomaly.Alarm)
	r.end()
	loud.gain = 3
	r = start(t, service.Options{Config: c, Source: source})
	p.allow <- 4
	s = r.until("a score at once", func(s telemetry.State) bool { return s.Anomaly != nil && s.Anomaly.Alarm })
	assert.Greater(t, s.Anomaly.Score, 4.0)
	r.end()
}

// amplified has another gain.
type amplified struct {
	*stepwise
	gain float32
}

func (a *amplified) Read(ctx context.Context, s *sensors.Sample) error {
	err := a.stepwise.Read(ctx, s)
	for i := range s.Values {
		s.Values[i] *= a.gain
	}
	return err
}

// broken fails for good after a few windows.
type broken struct{ *tap }

func (b broken) Read(ctx context.Context, s *sensors.Sample) error {
	if err := b.tap.Read(ctx, s); !errors.Is(err, io.EOF) && b.left%4 != 3 {
		return err
	}
	return errors.New("the wire is loose")
}

// TestSensorFails: the service goes on, and says what is wrong.
func TestSensorFails(t *testing.T) {
	p := newTap(t, replay.TargetAdapt)
	r := start(t, service.Options{Config: config(t), Source: func(context.Context) (sensors.Source, error) { return broken{p}, nil }})
	p.allow <- 8
	var h telemetry.Health
	require.Eventually(t, func() bool { return r.get("/healthz", &h) == 503 }, eventually, tick)
	assert.Equal(t, []string{"no readings: the wire is loose"}, h.Reasons)
	r.end()
}
