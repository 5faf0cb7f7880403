package pagetest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/internal/trial"
	"edgetune/sensors"
	"edgetune/sensors/replay"
	"edgetune/sensors/trust"
)

// arm is where the sensor sits: the columns of the right arm.
var arm = []int{0, 1, 2, 3, 4, 5}

// teach learns a model file from the people of the recording, in two seconds.
func teach(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "activities.safetensors")
	_, err := trial.Train(t.Context(), trial.TrainOptions{
		Data: trial.Data{Dir: dir, Channels: arm}, Model: "auto", Out: path, Seed: 1, Keep: 256 << 10, Kernels: kernel.Best(), Version: "test",
	})
	require.NoError(t, err)
	return path
}

// limits learns what a reading of the sensor can be, and writes it to a file.
func limits(t *testing.T, dir string) string {
	t.Helper()
	w, err := newWearer(dir, replay.SourceTest, nil)
	require.NoError(t, err)
	l, err := trust.Learn(t.Context(), w)
	require.NoError(t, err)
	text, err := json.Marshal(l)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "limits.json")
	require.NoError(t, os.WriteFile(path, text, 0o666))
	return path
}

// wearer is somebody new who wears the sensor: the rows of a recording, handed out
// reading by reading at their own rate, or so many times faster.
type wearer struct {
	rows  *replay.Source
	info  sensors.Info
	row   sensors.Sample
	at    int // next reading of the row
	count int64
	speed *atomic.Int64 // nil: as fast as it goes, to the end; else again and again
	due   time.Time
	loose bool // a wire: now and then a reading is nonsense
}

func newWearer(dir string, split replay.Split, speed *atomic.Int64) (*wearer, error) {
	f, err := replay.Open(dir, replay.Options{Channels: arm})
	if err != nil {
		return nil, err
	}
	w := &wearer{rows: f.Source(split), speed: speed, due: time.Now()}
	w.info = w.rows.Info()
	w.row.Values = make([]float32, w.info.Layout.Len())
	w.info.Layout.Steps = 1
	return w, nil
}

// Info implements sensors.Source.
func (w *wearer) Info() sensors.Info { return w.info }

// Close implements sensors.Source.
func (w *wearer) Close() error { return w.rows.Close() }

// Read implements sensors.Source.
func (w *wearer) Read(ctx context.Context, s *sensors.Sample) error {
	if err := w.rest(ctx); err != nil {
		return err
	}
	if w.at == w.row.Length {
		if w.rows.Len() == 0 && w.speed != nil {
			w.rows.Rewind()
		}
		if err := w.rows.Read(ctx, &w.row); err != nil {
			return err
		}
		w.at = 0
	}
	steps := w.rows.Info().Layout.Steps
	for c := range w.info.Layout.Channels {
		s.Values[c] = w.row.Values[c*steps+w.at]
	}
	if w.loose && w.count%10007 == 9999 {
		s.Values[2] = -1000
	}
	s.Time = int64(float64(w.count) / w.info.Layout.Rate * 1e9)
	s.Length, s.Run, s.Label = 1, w.row.Run, w.row.Label
	w.at++
	w.count++
	return nil
}

// rest waits until the next reading is due.
func (w *wearer) rest(ctx context.Context) error {
	if w.speed == nil {
		return ctx.Err()
	}
	w.due = w.due.Add(time.Duration(1e9 / w.info.Layout.Rate / float64(w.speed.Load())))
	timer := time.NewTimer(time.Until(w.due))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
