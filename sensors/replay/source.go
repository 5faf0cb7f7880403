package replay

import (
	"context"
	"io"
	"math"

	"edgetune/sensors"
)

// Source plays rows of a folder, one for each Read. Time is the place in the
// stream, at the rate of meta.json, or counts rows when there is none.
type Source struct {
	f    *Folder
	rows []int32
	next int
	run  int
}

var _ sensors.Source = (*Source)(nil)

// Source plays a split in stream order.
func (f *Folder) Source(s Split) *Source { return f.Replay(f.rows[s]) }

// Replay plays the given rows in the given order; it keeps the slice.
func (f *Folder) Replay(rows []int32) *Source { return &Source{f: f, rows: rows} }

// Info implements [sensors.Source].
func (s *Source) Info() sensors.Info {
	m := &s.f.Meta
	return sensors.Info{
		Layout: s.f.Layout(), Channels: m.Channels, Units: m.Units, Classes: m.Classes, Targets: m.Targets,
	}
}

// Len returns how many rows are left.
func (s *Source) Len() int { return len(s.rows) - s.next }

// Rewind starts again with the first row.
func (s *Source) Rewind() { s.next, s.run = 0, 0 }

// Read implements [sensors.Source].
func (s *Source) Read(ctx context.Context, dst *sensors.Sample) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.next == len(s.rows) {
		return io.EOF
	}
	i := int(s.rows[s.next])
	if s.next > 0 && !s.f.SameRun(int(s.rows[s.next-1]), i) {
		s.run++
	}
	dst.Time = s.time()
	dst.Length = s.f.Window(i, dst.Values)
	dst.Run = s.run
	dst.Label = s.f.Label(i)
	s.next++
	return nil
}

// time returns the time of the next row in ns.
func (s *Source) time() int64 {
	l := s.f.Layout()
	if l.Rate == 0 {
		return int64(s.next)
	}
	return int64(math.Round(float64(s.next) * float64(l.Steps) * 1e9 / l.Rate))
}

// Close implements [sensors.Source]; there is nothing to release.
func (s *Source) Close() error { return nil }
