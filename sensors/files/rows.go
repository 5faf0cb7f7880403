package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"edgetune/sensors"
)

// table is what CSV and JSON lines have in common: named columns and rows of text.
type table interface {
	// columns returns the names and, where known, the units.
	columns() (names, units []string)
	// next returns the cells of the next row, valid until the call after, and where it is,
	// "line 7". A cell that is not there is empty.
	next() (cells []string, where string, err error)
}

// rows turns a table into samples.
type rows struct {
	table  table
	roles  roles
	info   sensors.Info
	o      Options
	closer io.Closer
	name   string // of the file, with a colon, for errors; of a reader empty
	count  int64
	run    int
	last   string // the run's cell
	gap    bool
}

func newRows(r io.Reader, c io.Closer, o Options, open func(io.Reader, Options) (table, error)) (sensors.Source, error) {
	t, err := open(r, o)
	if err != nil {
		return nil, err
	}
	names, units := t.columns()
	s := &rows{table: t, o: o, closer: c}
	if s.roles, err = assign(names, o); err != nil {
		return nil, err
	}
	s.info = sensors.Info{
		Layout:  sensors.Layout{Height: 1, Steps: 1, Channels: len(s.roles.channels), Rate: o.Rate},
		Classes: o.Classes,
	}
	for _, i := range s.roles.channels {
		s.info.Channels = append(s.info.Channels, names[i])
		s.info.Units = append(s.info.Units, units[i])
	}
	if len(o.Units) > 0 {
		if len(o.Units) != len(s.roles.channels) {
			return nil, fmt.Errorf("%d units for %d channels; give each one", len(o.Units), len(s.roles.channels))
		}
		s.info.Units = o.Units
	}
	return s, s.info.Layout.Check()
}

// Info implements sensors.Source.
func (s *rows) Info() sensors.Info { return s.info }

// Close implements sensors.Source.
func (s *rows) Close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}

// Read implements sensors.Source.
func (s *rows) Read(ctx context.Context, dst *sensors.Sample) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		cells, where, err := s.table.next()
		if err == nil {
			err = s.sample(dst, cells)
		}
		switch {
		case err == nil:
			return nil
		case errors.Is(err, io.EOF):
			return io.EOF
		case errors.Is(err, ErrMissing) && s.o.SkipMissing:
			s.gap = true
		default:
			return fmt.Errorf("sensors/files: %s%s: %w", s.name, where, err)
		}
	}
}

// sample fills dst from the cells of a row.
func (s *rows) sample(dst *sensors.Sample, cells []string) (err error) {
	for k, i := range s.roles.channels {
		v, err := number(cells[i])
		if err != nil {
			return fmt.Errorf("column %q: %w", s.info.Channels[k], err)
		}
		dst.Values[k] = float32(v)
	}
	if dst.Label, err = s.label(cells); err != nil {
		return err
	}
	if dst.Time, err = s.time(cells); err != nil {
		return err
	}
	s.runs(cells)
	dst.Length, dst.Run = 1, s.run
	s.count++
	return nil
}

// time returns that of the row in ns, or its number over the rate.
func (s *rows) time(cells []string) (int64, error) {
	if s.roles.time >= 0 {
		t, err := nanoseconds(cells[s.roles.time], s.roles.decimals)
		if err != nil {
			return 0, fmt.Errorf("time: %w", err)
		}
		return t, nil
	}
	if s.o.Rate == 0 {
		return s.count, nil
	}
	return int64(math.Round(float64(s.count) * (1e9 / s.o.Rate))), nil
}

// runs starts a new run where its column changes and after a gap.
func (s *rows) runs(cells []string) {
	if i := s.roles.run; i >= 0 && cells[i] != s.last {
		s.gap = s.gap || s.count > 0
		s.last = string(append([]byte(nil), cells[i]...)) // the cell is valid for this row alone
	}
	if s.gap && s.count > 0 {
		s.run++
	}
	s.gap = false
}
