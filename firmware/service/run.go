package service

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"sync"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/telemetry"
)

// Run serves until ctx is done or the source ends; then it saves a generation. Each
// value of reload makes it read its configuration again. It closes the service.
func (s *Service) Run(ctx context.Context, reload <-chan os.Signal) (err error) {
	defer func() { err = errors.Join(err, s.Close()) }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	listener, err := s.listen()
	if err != nil {
		return err
	}
	parts := &group{cancel: cancel}
	parts.start(func() error { return s.watch(ctx) })
	parts.start(func() error { return s.serve(ctx, listener) })
	parts.start(func() error { return s.guardHeat(ctx) })
	parts.start(func() error { return s.publish(ctx) })
	parts.start(func() error { return s.pressed(ctx) })
	parts.start(func() error { s.reloads(ctx, reload); return nil })
	_ = s.o.Notify.Send("READY=1", "STATUS=serving")
	err = s.learner.run(ctx)
	_ = s.o.Notify.Send("STOPPING=1")
	cancel()
	return errors.Join(err, parts.wait())
}

// group is the goroutines of a run; the first that fails ends the others.
type group struct {
	wg     sync.WaitGroup
	cancel func()
	mu     sync.Mutex
	err    error
}

func (g *group) start(f func() error) {
	g.wg.Go(func() {
		if err := f(); err != nil {
			g.mu.Lock()
			g.err = errors.Join(g.err, err)
			g.mu.Unlock()
			g.cancel()
		}
	})
}

func (g *group) wait() error {
	g.wg.Wait()
	return g.err
}

// listen opens the address of the HTTP interface, nil where there is none.
func (s *Service) listen() (net.Listener, error) {
	if s.config.HTTP.Listen == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", s.config.HTTP.Listen)
	if err != nil {
		return nil, fmt.Errorf("firmware/service: http.listen: %w", err)
	}
	s.log.Info("listening", "address", l.Addr().String())
	if s.o.Listening != nil {
		s.o.Listening(l.Addr())
	}
	return l, nil
}

func (s *Service) serve(ctx context.Context, l net.Listener) error {
	if l == nil {
		return nil
	}
	return telemetry.New(telemetry.Options{
		Service: s, Live: s.live, Token: func() string { return *s.token.Load() },
		Hosts: s.config.HTTP.Hosts, Streams: s.config.HTTP.Streams, Log: s.log,
	}).Serve(ctx, l)
}

// alive tells systemd that the learner's loop turns.
func (s *Service) alive() {
	st := s.board.picture()
	status := fmt.Sprintf("STATUS=%d windows learned in %d steps", st.Windows, st.Steps)
	if resting, why := s.board.resting(); resting {
		status += ", " + why
	}
	if err := s.o.Notify.Send("WATCHDOG=1", status); err != nil {
		s.log.Debug("systemd cannot be told", "err", err)
	}
}

// learned writes on the board what came of a window.
func (s *Service) learned(r firmware.Report, round bool) {
	if !round {
		s.names.follow(s.learner.keeper.Learner)
		s.board.change(func(st *telemetry.State) {
			st.Windows = s.learner.keeper.Learner.Windows()
			s.names.show(st)
		})
		return
	}
	if err := s.reshaped(); err != nil {
		s.learner.fail(err)
	}
	s.report(r)
	rates := s.layers.moved()
	s.board.change(func(st *telemetry.State) { st.Rates = rates })
	s.board.mu.Lock()
	s.board.learned += r.Took * time.Duration(max(1, r.Rows/firmware.RoundBatch))
	newest := s.board.state.Generations
	s.board.mu.Unlock()
	if len(newest) == 0 || newest[0].Generation != s.learner.keeper.Generation() {
		s.history()
	}
}

// standing writes on the board where the learner is after its state was exchanged.
func (s *Service) standing() {
	l := s.learner.keeper.Learner
	s.report(l.Report())
	s.board.change(func(st *telemetry.State) { st.Windows = l.Windows() })
	s.learner.safe()
}

func (s *Service) report(r firmware.Report) {
	s.board.change(func(st *telemetry.State) {
		st.Steps, st.Windows, st.Drift.Count = r.Step, r.Windows, r.Drifts
		if loss := float64(r.Loss); r.Step > 0 && loss-loss == 0 {
			st.Loss = &loss
		}
	})
}

// tell hears what happened in the learner.
func (s *Service) tell(e firmware.Event) {
	s.log.Info("learner", "what", e.Kind, "windows", e.Windows, "why", e.Text)
	if e.Kind == "drift" {
		s.board.change(func(st *telemetry.State) { st.Drift.Last = timeText(e.At) })
	}
}

func (s *Service) setHeat(limit float64) { s.heatMax.Store(math.Float64bits(limit)) }

// guardHeat lets learning rest while the processor is hot.
func (s *Service) guardHeat(ctx context.Context) error {
	open := s.o.Heat
	if open == nil {
		open = openHeat
	}
	src, err := open()
	if err != nil {
		s.log.Info("no thermometer", "err", err)
		return nil
	}
	defer src.Close()
	for {
		err := watchHeat(ctx, src, s.feel)
		if err == nil {
			return nil
		}
		s.log.Warn("the thermometer fails; learning does not rest for it until it tells again", "err", err, "after", again)
		if s.board.set(&s.board.hot, false) {
			s.learner.wake()
		}
		if !sleep(ctx, again) {
			return nil
		}
	}
}

// feel takes one temperature.
func (s *Service) feel(t float64) {
	s.board.mu.Lock()
	s.board.heat = t
	resting := s.board.hot
	s.board.mu.Unlock()
	hot := tooHot(t, math.Float64frombits(s.heatMax.Load()), resting)
	if s.board.set(&s.board.hot, hot) {
		s.log.Info("temperature", "degC", t, "rest", hot)
		s.learner.wake()
	}
}
