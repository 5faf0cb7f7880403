package service

import (
	"context"

	"edgetune/sensors"
)

// frame joins the readings of a stream to whole windows, for limits that were learned
// from windows. No window crosses the end of a run; the first of a run is due when it is
// full, the next ones every hop readings.
type frame struct {
	src    sensors.Source
	steps  int
	hop    int
	one    sensors.Sample
	window []float32 // planar [channel × step], the newest readings last
	times  []int64
	held   int // readings in the window
	due    int // readings until it is complete
}

var _ sensors.Source = (*frame)(nil)

func newFrame(src sensors.Source, steps, hop int) *frame {
	c := src.Info().Layout.Channels
	f := &frame{src: src, steps: steps, hop: min(hop, steps), window: make([]float32, c*steps), times: make([]int64, steps)}
	if f.hop < 1 {
		f.hop = steps
	}
	f.one.Values = make([]float32, c)
	return f
}

// Info implements sensors.Source.
func (f *frame) Info() sensors.Info {
	i := f.src.Info()
	i.Layout.Steps = f.steps
	return i
}

// Close implements sensors.Source.
func (f *frame) Close() error { return f.src.Close() }

// Read implements sensors.Source. It allocates nothing.
func (f *frame) Read(ctx context.Context, s *sensors.Sample) error {
	for {
		run := f.one.Run
		if err := f.src.Read(ctx, &f.one); err != nil {
			return err
		}
		if f.held == 0 || f.one.Run != run {
			f.held, f.due = 0, f.steps
		}
		f.push()
		if f.due > 0 {
			continue
		}
		f.due = f.hop
		copy(s.Values, f.window)
		s.Time, s.Length, s.Run, s.Label, s.Verdict = f.times[0], f.steps, f.one.Run, f.one.Label, sensors.Verdict{}
		return nil
	}
}

// push moves the window on by one reading.
func (f *frame) push() {
	last := f.steps - 1
	for c, v := range f.one.Values {
		row := f.window[c*f.steps : (c+1)*f.steps]
		copy(row, row[1:])
		row[last] = v
	}
	copy(f.times, f.times[1:])
	f.times[last] = f.one.Time
	f.held = min(f.held+1, f.steps)
	f.due--
}
