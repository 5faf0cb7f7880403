package iio

import (
	"context"
	"fmt"
	"path/filepath"

	"edgetune/sensors"
	"edgetune/sensors/internal/attr"
	"edgetune/sensors/pace"
)

// Polled reads the attribute files of a device at a steady rate. After an error or lost
// samples a new Run begins.
type Polled struct {
	device   Device
	channels []Channel
	files    []*attr.File
	info     sensors.Info
	ticker   *pace.Ticker
	run      int
	gap      bool
}

var _ sensors.Source = (*Polled)(nil)

func openPolled(d Device, c Conf) (_ sensors.Source, err error) {
	s := &Polled{device: d}
	if s.channels, err = choose(d.Channels, c.Channels); err != nil {
		return nil, err
	}
	rate := c.Rate
	if rate == 0 {
		rate = 1
	}
	d.rate(c)
	if s.ticker, err = pace.New(rate); err != nil {
		return nil, err
	}
	s.info = info(s.channels, rate)
	for _, ch := range s.channels {
		f, err := attr.Open(filepath.Join(d.dir, ch.file))
		if err != nil {
			_ = s.Close()
			return nil, err
		}
		s.files = append(s.files, f)
	}
	return s, nil
}

// Info implements sensors.Source.
func (s *Polled) Info() sensors.Info { return s.info }

// Stats returns jitter and lost samples.
func (s *Polled) Stats() pace.Stats { return s.ticker.Stats() }

// Read implements sensors.Source. It allocates nothing.
func (s *Polled) Read(ctx context.Context, dst *sensors.Sample) error {
	tick, err := s.ticker.Wait(ctx)
	if err != nil {
		return err
	}
	s.gap = s.gap || tick.Lost > 0
	for i, f := range s.files {
		raw, err := f.Float()
		if err != nil {
			s.gap = true
			return fmt.Errorf("sensors/iio: %s (%s): channel %s: %w", s.device.ID, s.device.Name, s.channels[i].Name, err)
		}
		dst.Values[i] = s.channels[i].convert(raw)
	}
	if s.gap {
		s.run, s.gap = s.run+1, false
	}
	dst.Time, dst.Length, dst.Run, dst.Label = tick.Time, 1, s.run, sensors.Label{}
	return nil
}

// convert applies offset and scale.
func (c Channel) convert(raw float64) float32 { return float32((raw + c.offset) * c.scale) }

// Close implements sensors.Source.
func (s *Polled) Close() error {
	var err error
	for _, f := range s.files {
		if e := f.Close(); err == nil {
			err = e
		}
	}
	return err
}
