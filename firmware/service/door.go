package service

import (
	"context"
	"sync/atomic"
	"time"

	"edgetune/firmware/telemetry"
	"edgetune/sensors"
)

// door is where samples come in: each gets a time since 1970 and is shown to whoever
// watches.
type door struct {
	src     sensors.Source
	live    *telemetry.Live
	now     func() time.Time
	seen    atomic.Int64 // ns since 1970 of the last sample, by now
	samples atomic.Int64

	offset int64
	first  int64 // time of the first sample
	begun  bool
	step   []float32 // one reading of every channel
}

var _ sensors.Source = (*door)(nil)

// realTime is where times count from 1970 and not from the start of a recording: 2001.
const realTime = int64(1e18)

// Info implements sensors.Source.
func (d *door) Info() sensors.Info { return d.src.Info() }

// Close implements sensors.Source.
func (d *door) Close() error { return d.src.Close() }

// Read implements sensors.Source. It allocates nothing where nobody watches.
func (d *door) Read(ctx context.Context, s *sensors.Sample) error {
	if err := d.src.Read(ctx, s); err != nil {
		return err
	}
	d.stamp(s)
	d.show(s)
	return nil
}

// stamp turns a time since the start of a source into one since 1970.
func (d *door) stamp(s *sensors.Sample) {
	now := d.now().UnixNano()
	if !d.begun {
		d.begun = true
		if s.Time < realTime {
			d.offset = now - s.Time
		}
		d.first = s.Time + d.offset
	}
	s.Time += d.offset
	d.seen.Store(now)
	d.samples.Add(1)
}

// show hands each reading of a sample to whoever watches.
func (d *door) show(s *sensors.Sample) {
	l := d.src.Info().Layout
	if l.Height != 1 {
		return
	}
	if len(d.step) != l.Channels {
		d.step = make([]float32, l.Channels)
	}
	t := float64(s.Time-d.first) / 1e9
	for i := range min(s.Length, l.Steps) {
		for c := range d.step {
			d.step[c] = s.Values[c*l.Steps+i]
		}
		at := t
		if l.Rate > 0 {
			at += float64(i) / l.Rate
		}
		d.live.Sample(at, d.step)
	}
}
