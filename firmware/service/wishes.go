package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/store"
	"edgetune/firmware/telemetry"
)

var _ telemetry.Service = (*Service)(nil)

// stale is how long readings may stay away before the service is not well.
const stale = 30 * time.Second

// State implements telemetry.Service.
func (s *Service) State() telemetry.State {
	st := s.board.picture()
	st.Time = s.now().UTC().Format(time.RFC3339Nano)
	st.Recent = s.moments.recent()
	st.Counters = append(st.Counters,
		telemetry.Counter{Name: "edgetune_samples_total", Value: float64(s.door.samples.Load())},
		telemetry.Counter{Name: "edgetune_written_bytes_total", Value: float64(s.disk.bytes.Load())},
		telemetry.Counter{Name: "edgetune_syncs_total", Value: float64(s.disk.syncs.Load())},
	)
	st.Gauges = append(st.Gauges, telemetry.Counter{Name: "edgetune_labels_waiting", Value: float64(len(s.learner.queue))})
	return st
}

// Health implements telemetry.Service.
func (s *Service) Health() telemetry.Health {
	st := s.board.picture()
	h := telemetry.Health{Version: s.version, Steps: st.Steps}
	if len(st.Generations) > 0 {
		h.Generation = st.Generations[0].Generation
	}
	s.board.mu.Lock()
	for _, part := range sortedKeys(s.board.troubles) {
		h.Reasons = append(h.Reasons, s.board.troubles[part])
	}
	s.board.mu.Unlock()
	if silent := s.silence(); silent > 0 {
		h.Reasons = append(h.Reasons, fmt.Sprintf("no reading for %v", silent.Round(time.Second)))
	}
	return h
}

// silence is how long readings have been away, where that is too long: for 30 s, or
// three times as long as between two of them.
func (s *Service) silence() time.Duration {
	patience := stale
	if l := s.door.Info().Layout; l.Rate > 0 {
		patience = max(patience, time.Duration(3*float64(l.Steps)/l.Rate*float64(time.Second)))
	}
	last := s.door.seen.Load()
	if d := s.now().Sub(time.Unix(0, max(last, s.started))); d > patience {
		return d
	}
	return 0
}

// hinted is an error with advice.
type hinted struct {
	error
	hint string
}

// Unwrap returns the cause.
func (h hinted) Unwrap() error { return h.error }

// Hint returns the advice.
func (h hinted) Hint() string { return h.hint }

// Label implements telemetry.Service. It waits a while for the label to be learned from
// and synced, but not while learning rests.
func (s *Service) Label(ctx context.Context, l telemetry.Label) (durable bool, err error) {
	done := make(chan bool, 1)
	fresh, err := s.give(l, done)
	if resting, _ := s.board.resting(); err != nil || !fresh || resting {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.o.Patience, patience))
	defer cancel()
	select {
	case durable = <-done:
	case <-ctx.Done():
	case <-s.learner.gone:
	}
	return durable, nil
}

// patience is how long an answer waits for its label to be synced, unless Options say it.
const patience = 2 * time.Second

// give matches the window that a label means and queues it to be learned from; done, where
// it is not nil, then hears whether it lasts. fresh: the window had no label yet.
func (s *Service) give(l telemetry.Label, done chan<- bool) (fresh bool, err error) {
	e := labelled{done: done}
	if err := e.read(s.targets, &l); err != nil {
		return false, err
	}
	if err := s.admit(&e); err != nil {
		return false, err
	}
	l.Class = e.class
	one, row, fresh, err := s.moments.claim(l)
	if err != nil || !fresh {
		s.names.settle(e.class)
		return false, err
	}
	e.at, e.row = one.to, row
	if !s.learner.offer(e) {
		s.names.settle(e.class)
		s.moments.release(one.id)
		return false, telemetry.ErrBusy
	}
	s.board.count("edgetune_labels_total", 1)
	s.judge(one.answer, &e)
	s.log.Info("label", "window", one.id, "is", e.class)
	return true, nil
}

// admit lets a label through to the queue; one with values was read already. What it admits
// must be given back by names.settle.
func (s *Service) admit(e *labelled) error {
	if len(s.targets) > 0 {
		return nil
	}
	return s.names.admit(e.class)
}

// judge compares a label with what the net had said.
func (s *Service) judge(said answer, e *labelled) {
	if len(s.targets) == 0 {
		s.board.answered(s.names.name(said.class) == e.class)
		return
	}
	off := s.targets.physical(e.values)
	for i, v := range off {
		off[i] = said.values[i] - v
	}
	s.board.missed(off)
}

// inWords is an answer for people.
func (s *Service) inWords(a answer) string {
	if len(s.targets) == 0 {
		return s.names.name(a.class)
	}
	return s.targets.words(a.values)
}

// Rollback implements telemetry.Service.
func (s *Service) Rollback(ctx context.Context, to uint64) (uint64, error) {
	var g uint64
	err := s.learner.do(ctx, func() (err error) {
		if g, err = s.learner.keeper.Rollback(to); err == nil {
			s.history()
			s.standing()
			err = s.reshaped()
		}
		return err
	})
	switch {
	case errors.Is(err, store.ErrUnknown) || errors.Is(err, firmware.ErrFirst):
		return 0, fmt.Errorf("%w: %w", telemetry.ErrNoGeneration, err)
	case err != nil:
		return 0, err
	}
	s.log.Info("rolled back", "to", to, "generation", g)
	return g, nil
}

// Pause implements telemetry.Service.
func (s *Service) Pause(on bool) {
	if s.board.set(&s.board.paused, on) {
		s.log.Info("learning", "paused", on)
		s.learner.wake()
	}
}

// history writes the generations on the board.
func (s *Service) history() {
	var list []telemetry.Generation
	for _, g := range s.learner.keeper.Slots.List() {
		m, err := firmware.MarkOf(g)
		if err != nil {
			continue // a note of another version
		}
		what := m.What
		if m.Class != "" {
			what += " " + m.Class
		}
		if m.Of > 0 {
			what = fmt.Sprintf("%s to %d", what, m.Of)
		}
		list = append(list, telemetry.Generation{
			Generation: g.Seq, Time: m.Time, What: what, Windows: m.Windows, Steps: m.Steps, Bytes: g.Size, Verdict: m.Verdict,
		})
	}
	s.board.change(func(st *telemetry.State) { st.Generations = list })
}
