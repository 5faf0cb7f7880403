package chip

import (
	"context"
	"fmt"
	"io"

	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// Source reads an open chip at a steady rate.
//
// Time is in ns since 1970, on the monotonic clock since the first reading. A new
// Run begins after lost samples and after an error, so that no window crosses a gap.
// After an error the next Read tries again; a chip that lost its power has to be
// opened again.
type Source struct {
	dev    Device
	closer io.Closer
	info   sensors.Info
	ticker *pace.Ticker
	buffer *buffer // nil for a chip without one
	run    int
	gap    bool // the next sample starts a new run
}

var _ sensors.Source = (*Source)(nil)

// begin checks the rate and sets up the clock.
func (s *Source) begin(c Chip) error {
	rate, limit := s.info.Layout.Rate, c.MaxRate
	if l, ok := s.dev.(Limited); ok {
		limit = l.MaxRate()
	}
	if rate > limit*(1+1e-6) {
		return fmt.Errorf("rate %g Hz; it takes at most %.4g readings a second with these options", rate, limit)
	}
	if b, ok := s.dev.(Buffered); ok {
		s.buffer = newBuffer(b, s.info.Layout)
		rate = s.buffer.polls()
	}
	var err error
	s.ticker, err = pace.New(rate)
	return err
}

// Info implements sensors.Source.
func (s *Source) Info() sensors.Info { return s.info }

// Stats returns jitter and lost samples. For a chip with a buffer, jitter is that of
// the bursts, and the samples are counted one by one.
func (s *Source) Stats() pace.Stats {
	st := s.ticker.Stats()
	if s.buffer != nil {
		st.Samples, st.Lost = s.buffer.taken, s.buffer.lost
	}
	return st
}

// String names the chip and its place.
func (s *Source) String() string { return s.dev.String() }

// Read implements sensors.Source: it waits for the next sample. It allocates nothing
// where the driver is our own and no error happens.
func (s *Source) Read(ctx context.Context, dst *sensors.Sample) error {
	dst.Length, dst.Label = 1, sensors.Label{}
	values := dst.Values[:s.info.Layout.Channels]
	var err error
	if s.buffer != nil {
		dst.Time, err = s.next(ctx, values)
	} else {
		dst.Time, err = s.poll(ctx, values)
	}
	if err != nil {
		s.gap = true
		return err
	}
	if s.gap {
		s.run, s.gap = s.run+1, false
	}
	dst.Run = s.run
	return nil
}

// poll takes one reading at the next deadline.
func (s *Source) poll(ctx context.Context, values []float32) (int64, error) {
	tick, err := s.ticker.Wait(ctx)
	if err != nil {
		return 0, err
	}
	s.gap = s.gap || tick.Lost > 0
	return tick.Time, s.dev.Sense(values)
}

// next takes the next sample out of the buffer, and fills that from the chip when it
// is empty.
func (s *Source) next(ctx context.Context, values []float32) (int64, error) {
	for {
		if t, ok := s.buffer.pop(values); ok {
			return t, nil
		}
		if _, err := s.ticker.Wait(ctx); err != nil {
			return 0, err
		}
		full, err := s.buffer.fill(s.ticker)
		if err != nil {
			return 0, err
		}
		s.gap = s.gap || full
	}
}

// Close implements sensors.Source: it stops the chip and closes the bus.
func (s *Source) Close() error {
	err := s.dev.Halt()
	if s.closer != nil {
		if e := s.closer.Close(); err == nil {
			err = e
		}
	}
	return err
}
