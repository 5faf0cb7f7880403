package merge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"edgetune/sensors"
)

// part is a source and its newest samples.
type part struct {
	name     string
	src      sensors.Source
	channels int
	stale    int64 // ns

	now   sensors.Sample // the value that is held
	have  bool
	ahead sensors.Sample // recorded: the sample after it
	next  bool           // ahead is filled
	ended bool

	mu    sync.Mutex // of what a live part's goroutine shares
	fresh sensors.Sample
	came  bool // fresh is filled
	err   error
	retry chan struct{}
}

func newPart(p Part, a Alignment) *part {
	n := p.Source.Info().Layout.Channels
	out := &part{name: p.Name, src: p.Source, channels: n, stale: staleness(p, a), retry: make(chan struct{}, 1)}
	for _, s := range []*sensors.Sample{&out.now, &out.ahead, &out.fresh} {
		s.Values = make([]float32, n)
	}
	return out
}

// read takes the next sample of the source.
func (p *part) read(ctx context.Context, s *sensors.Sample) error {
	s.Verdict = sensors.Verdict{}
	err := p.src.Read(ctx, s)
	if err == nil || errors.Is(err, io.EOF) || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("sensors/merge: %s: %w", p.name, err)
}

// until makes now the last sample that is not from after t.
func (p *part) until(ctx context.Context, t int64) error {
	for !p.ended {
		if !p.next {
			if err := p.look(ctx); err != nil {
				return err
			}
			continue
		}
		if p.ahead.Time > t {
			return nil
		}
		p.now, p.ahead = p.ahead, p.now
		p.have, p.next = true, false
	}
	return nil
}

// look fills ahead, or notes the end.
func (p *part) look(ctx context.Context) error {
	switch err := p.read(ctx, &p.ahead); {
	case errors.Is(err, io.EOF):
		p.ended = true
	case err != nil:
		return err
	case p.have && p.ahead.Time < p.now.Time:
		return fmt.Errorf("sensors/merge: %s: its time goes back from %d to %d ns; merge recordings whose time grows", p.name, p.now.Time, p.ahead.Time)
	default:
		p.next = true
	}
	return nil
}

// pump reads a live part until ctx ends or the part does. After an error it waits until
// that was told.
func (p *part) pump(ctx context.Context) {
	s := sensors.Sample{Values: make([]float32, p.channels)}
	for {
		err := p.read(ctx, &s)
		if ctx.Err() != nil {
			return
		}
		p.put(&s, err)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			select {
			case <-p.retry:
			case <-ctx.Done():
				return
			}
		}
	}
}

// put stores what a read gave.
func (p *part) put(s *sensors.Sample, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.err = err
		return
	}
	p.came = true
	assign(&p.fresh, s)
}

// take makes now the newest sample of a live part, or returns its error, once.
func (p *part) take() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.err; err != nil {
		if !errors.Is(err, io.EOF) {
			p.err = nil
			p.retry <- struct{}{}
		}
		return err
	}
	if p.came {
		p.have = true
		assign(&p.now, &p.fresh)
	}
	return nil
}

// assign copies a sample; a label's values stay those of the source.
func assign(dst, src *sensors.Sample) {
	values := dst.Values
	copy(values, src.Values)
	*dst = *src
	dst.Values = values
}
