package inject

import (
	"context"
	"slices"

	"edgetune/fixedpoint"
	"edgetune/sensors"
)

// Truth is what was done to the last sample. Visible reports whether the fault is
// larger than what the healthy source does by itself; a fault that lasts may begin
// smaller.
type Truth struct {
	Fault   sensors.Fault
	Visible bool
	Channel int
}

// Options say which faults are made, and how often.
type Options struct {
	Seed   uint32
	Every  int             // healthy samples between two faults
	Faults []sensors.Fault // nil: all
}

// Source is a healthy source, damaged.
type Source struct {
	base    sensors.Source
	profile *Profile
	o       Options
	draws   uint32
	wait    int
	counts  [16]int
	lost    int64 // added to the time
	out     int64 // time of the last sample given
	started bool
	run     int
	clean   [][]float32 // the last samples as they were, newest last
	since   int         // samples given undamaged since the last fault
	now     episode
	truth   Truth
}

var _ sensors.Source = (*Source)(nil)

// history is how many samples a [Source] remembers.
const history = 64

// episode is a fault that is going on.
type episode struct {
	fault   sensors.Fault
	at, n   int // sample of the episode, and how many it has
	channel int
	other   int
	size    float32 // offset, factor, …
	plus    float32
	values  []float32 // as they stood
}

// New damages what base delivers, which must be measured by p.
func New(base sensors.Source, p *Profile, o Options) *Source {
	if o.Faults == nil {
		o.Faults = sensors.Faults()
	}
	return &Source{base: base, profile: p, o: o, wait: o.Every + 8}
}

// Truth tells about the last sample.
func (s *Source) Truth() Truth { return s.truth }

// Counts returns how many faults of each kind were made.
func (s *Source) Counts(f sensors.Fault) int { return s.counts[f] }

// Info implements [sensors.Source].
func (s *Source) Info() sensors.Info { return s.base.Info() }

// Close implements [sensors.Source].
func (s *Source) Close() error { return s.base.Close() }

// Read implements [sensors.Source].
func (s *Source) Read(ctx context.Context, dst *sensors.Sample) error {
	if err := s.base.Read(ctx, dst); err != nil {
		return err
	}
	if !s.started || dst.Run != s.run {
		s.started, s.run = true, dst.Run
		s.clean, s.now, s.wait, s.since = nil, episode{}, s.o.Every+8, 0
	}
	dst.Time += s.lost
	s.truth = Truth{Channel: -1}
	healthy := slices.Clone(dst.Values)
	if err := s.damage(ctx, dst, &healthy); err != nil {
		return err
	}
	s.out = dst.Time
	if s.since++; s.truth.Fault != sensors.NoFault {
		s.since = 0
	}
	if s.clean = append(s.clean, healthy); len(s.clean) > history {
		s.clean = s.clean[1:]
	}
	return nil
}

// damage goes on with the fault of the moment, or begins one when it is time.
func (s *Source) damage(ctx context.Context, dst *sensors.Sample, healthy *[]float32) error {
	if s.now.n == 0 {
		if s.wait--; s.wait > 0 {
			return nil
		}
		ok, err := s.begin(ctx, dst, healthy)
		if !ok || err != nil {
			return err
		}
	} else {
		s.apply(dst)
	}
	if s.now.at++; s.now.at == s.now.n {
		s.now = episode{}
		s.wait = s.o.Every
	}
	return nil
}

// begin makes the fault that was made least often, of those that can be made here.
func (s *Source) begin(ctx context.Context, dst *sensors.Sample, healthy *[]float32) (bool, error) {
	order := slices.Clone(s.o.Faults)
	slices.SortStableFunc(order, func(a, b sensors.Fault) int { return s.counts[a] - s.counts[b] })
	for _, f := range order {
		for range 20 {
			if !s.propose(f, dst) {
				continue
			}
			s.counts[f]++
			if f == sensors.Gap && s.now.n > 0 && s.now.size > 0 {
				return true, s.lose(ctx, dst, healthy)
			}
			s.apply(dst)
			return true, nil
		}
		s.now = episode{}
	}
	return false, nil
}

// lose leaves out samples.
func (s *Source) lose(ctx context.Context, dst *sensors.Sample, healthy *[]float32) error {
	run := dst.Run
	for range int(s.now.size) {
		if err := s.base.Read(ctx, dst); err != nil {
			return err
		}
	}
	dst.Time += s.lost
	copy(*healthy, dst.Values)
	if dst.Run == run {
		s.truth = Truth{sensors.Gap, true, -1}
	} else {
		s.run, s.clean = dst.Run, nil
	}
	return nil
}

// Random numbers.

func (s *Source) rand() uint32 {
	s.draws++
	return fixedpoint.Rand(fixedpoint.Key(s.o.Seed, 0, 0x696e6a), s.draws)
}

func (s *Source) below(n int) int { return int(fixedpoint.Below(s.rand(), uint32(max(n, 1)))) }

// between draws evenly from lo to hi.
func (s *Source) between(lo, hi float32) float32 {
	return lo + float32((hi-lo)*fixedpoint.Uniform(s.rand()))
}

// times draws a factor from lo to hi, as many small as large ones.
func (s *Source) times(lo, hi float32) float32 {
	return fixedpoint.Exp(s.between(fixedpoint.Log(lo), fixedpoint.Log(hi)))
}

func (s *Source) sign() float32 { return float32(1 - 2*s.below(2)) }
