package host

import (
	"context"
	"fmt"
	"strings"

	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// Conf says what to read.
type Conf struct {
	Root     string   // "/" where empty
	Channels []string // in this order; nil takes all of the board itself
	Rate     float64  // Hz; 0 takes 1
}

// Source reads the board at a steady rate. After lost samples or an error a new Run
// begins.
type Source struct {
	gauges []gauge
	info   sensors.Info
	ticker *pace.Ticker
	run    int
	gap    bool
}

var _ sensors.Source = (*Source)(nil)

// List returns the names and units of the channels under root, "/" on a board.
func List(root string) (names, units []string) {
	for _, g := range gauges(root) {
		names, units = append(names, g.name), append(units, g.unit)
	}
	return names, units
}

// Open opens the board's own sensors.
func Open(c Conf) (*Source, error) {
	if c.Root == "" {
		c.Root = "/"
	}
	if c.Rate == 0 {
		c.Rate = 1
	}
	s := &Source{}
	var err error
	if s.ticker, err = pace.New(c.Rate); err != nil {
		return nil, fmt.Errorf("sensors/host: %w", err)
	}
	list, err := choose(gauges(c.Root), c.Channels)
	if err != nil {
		return nil, err
	}
	for _, g := range list {
		if g.read, err = g.open(); err != nil {
			return nil, fmt.Errorf("sensors/host: %s: %w", g.name, err)
		}
		s.gauges = append(s.gauges, g)
		s.info.Channels = append(s.info.Channels, g.name)
		s.info.Units = append(s.info.Units, g.unit)
	}
	s.info.Layout = sensors.Layout{Height: 1, Steps: 1, Channels: len(list), Rate: c.Rate}
	return s, nil
}

// choose returns the gauges of the given names.
func choose(have []gauge, names []string) (list []gauge, err error) {
	var all []string
	byName := map[string]gauge{}
	for _, g := range have {
		all = append(all, g.name)
		byName[g.name] = g
		if names == nil && !g.slow {
			list = append(list, g)
		}
	}
	for _, n := range names {
		g, ok := byName[n]
		if !ok {
			return nil, fmt.Errorf("sensors/host: no channel %q on this board; use some of %s", n, strings.Join(all, ", "))
		}
		list = append(list, g)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("sensors/host: nothing to read; this board offers %q", all)
	}
	return list, nil
}

// Info implements sensors.Source.
func (s *Source) Info() sensors.Info { return s.info }

// Stats returns jitter and lost samples.
func (s *Source) Stats() pace.Stats { return s.ticker.Stats() }

// Read implements sensors.Source. It allocates nothing.
func (s *Source) Read(ctx context.Context, dst *sensors.Sample) error {
	tick, err := s.ticker.Wait(ctx)
	if err != nil {
		return err
	}
	s.gap = s.gap || tick.Lost > 0
	for i := range s.gauges {
		v, err := s.gauges[i].read.value()
		if err != nil {
			s.gap = true
			return fmt.Errorf("sensors/host: %s: %w", s.gauges[i].name, err)
		}
		dst.Values[i] = float32(v)
	}
	if s.gap {
		s.run, s.gap = s.run+1, false
	}
	dst.Time, dst.Length, dst.Run, dst.Label = tick.Time, 1, s.run, sensors.Label{}
	return nil
}

// Close implements sensors.Source.
func (s *Source) Close() error {
	var err error
	for _, g := range s.gauges {
		if e := g.read.Close(); err == nil {
			err = e
		}
	}
	return err
}
