package merge

import (
	"context"
	"io"
	"math"
	"sync"

	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// Source is several sources on one clock.
type Source struct {
	align  Alignment
	parts  []*part
	leader int // -1: a rate of its own
	live   bool
	info   sensors.Info

	ticker   *pace.Ticker // live, with a rate of its own
	start    int64        // recorded, with a rate of its own: time of the first sample
	count    int64        // samples due so far
	begun    bool
	runs     []int // of the parts at the last sample
	run      int
	gap      bool
	samples  uint64
	withheld uint64
	stop     context.CancelFunc
	pumps    sync.WaitGroup
}

var _ sensors.Source = (*Source)(nil)

// Info implements sensors.Source.
func (s *Source) Info() sensors.Info { return s.info }

// Withheld returns how many merged samples were left out because a value was too old.
func (s *Source) Withheld() uint64 { return s.withheld }

// Stats returns how many samples were delivered and how many could not be, and the jitter of
// the part that sets the clock.
func (s *Source) Stats() pace.Stats {
	var st pace.Stats
	if s.ticker != nil {
		st = s.ticker.Stats()
	} else if s.leader >= 0 {
		if of, ok := s.parts[s.leader].src.(interface{ Stats() pace.Stats }); ok {
			st = of.Stats()
		}
	}
	st.Samples = s.samples
	st.AddLost(int(s.withheld))
	return st
}

// Read implements sensors.Source. The error of a part is returned once, under its name; the
// next Read goes on. It ends when a part has ended and its last value is too old. After the
// first sample it allocates nothing, where its parts do not.
func (s *Source) Read(ctx context.Context, dst *sensors.Sample) error {
	if !s.begun {
		if err := s.begin(ctx); err != nil {
			return err
		}
	}
	for {
		t, err := s.next(ctx)
		if err != nil {
			return err
		}
		if whole, ended := s.fresh(t); ended {
			return io.EOF
		} else if !whole {
			s.withheld++
			s.gap = true
			continue
		}
		s.join(t, dst)
		return nil
	}
}

// begin starts the goroutines of live parts, or finds the first time that all parts know.
func (s *Source) begin(ctx context.Context) error {
	if !s.live {
		if err := s.first(ctx); err != nil {
			return err
		}
	} else if err := s.launch(); err != nil {
		return err
	}
	s.runs = make([]int, len(s.parts))
	s.begun = true
	return nil
}

func (s *Source) first(ctx context.Context) error {
	s.start = math.MinInt64
	for _, p := range s.parts {
		if !p.next && !p.ended {
			if err := p.look(ctx); err != nil {
				return err
			}
		}
		if p.next {
			s.start = max(s.start, p.ahead.Time)
		}
	}
	return nil
}

func (s *Source) launch() (err error) {
	if s.leader < 0 {
		if s.ticker, err = pace.New(s.align.Rate); err != nil {
			return err
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	for i, p := range s.parts {
		if i != s.leader {
			s.pumps.Go(func() { p.pump(ctx) })
		}
	}
	return nil
}

// next waits for the time of the next merged sample and brings every part there.
func (s *Source) next(ctx context.Context) (int64, error) {
	if s.live {
		return s.nextLive(ctx)
	}
	t, err := s.due(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range s.parts {
		if err := p.until(ctx, t); err != nil {
			return 0, err
		}
	}
	return t, nil
}

// due returns the time of the next sample of recordings.
func (s *Source) due(ctx context.Context) (int64, error) {
	if s.leader < 0 {
		t := s.start + int64(math.Round(float64(s.count)*(1e9/s.align.Rate)))
		s.count++
		return t, ctx.Err()
	}
	p := s.parts[s.leader]
	if !p.next && !p.ended {
		if err := p.look(ctx); err != nil {
			return 0, err
		}
	}
	if p.ended {
		return 0, io.EOF
	}
	return p.ahead.Time, nil
}

func (s *Source) nextLive(ctx context.Context) (t int64, err error) {
	if s.leader < 0 {
		tick, err := s.ticker.Wait(ctx)
		if err != nil {
			return 0, err
		}
		t = tick.Time
		s.gap = s.gap || tick.Lost > 0
	} else {
		p := s.parts[s.leader]
		if err := p.read(ctx, &p.now); err != nil {
			return 0, err
		}
		p.have, t = true, p.now.Time
	}
	for i, p := range s.parts {
		if i == s.leader {
			continue
		}
		if err := p.take(); err != nil {
			return 0, err
		}
	}
	return t, nil
}

// fresh reports whether every part has a value that is not too old at t, and whether one
// never will have.
func (s *Source) fresh(t int64) (whole, ended bool) {
	whole = true
	for _, p := range s.parts {
		age := t - p.now.Time
		if p.have && age <= p.stale && age >= -p.stale {
			continue
		}
		whole = false
		ended = ended || p.ended
	}
	return whole, ended
}

// join fills dst from the parts.
func (s *Source) join(t int64, dst *sensors.Sample) {
	at := 0
	dst.Label, dst.Length, dst.Time = sensors.Label{}, 1, t
	for i, p := range s.parts {
		at += copy(dst.Values[at:], p.now.Values)
		if p.now.Run != s.runs[i] {
			s.runs[i], s.gap = p.now.Run, true
		}
		if p.now.Label.Kind != sensors.NoLabel && (dst.Label.Kind == sensors.NoLabel || i == s.leader) {
			dst.Label = p.now.Label
		}
	}
	if s.gap && s.samples > 0 {
		s.run++
	}
	s.gap = false
	dst.Run = s.run
	s.samples++
}

// Close implements sensors.Source: it ends the goroutines, then closes the parts.
func (s *Source) Close() error {
	if s.stop != nil {
		s.stop()
	}
	s.pumps.Wait()
	return s.closeParts()
}

func (s *Source) closeParts() (err error) {
	for _, p := range s.parts {
		if e := p.src.Close(); err == nil {
			err = e
		}
	}
	return err
}
