package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"edgetune/firmware/memory"
	"edgetune/firmware/telemetry"
	"edgetune/sensors"
)

// again is how long to wait after sensors gave up, before they are read again.
const again = time.Minute

// watch reads windows and answers them until ctx is done or the source ends, which ends
// the service. A sensor that fails is waited for.
func (s *Service) watch(ctx context.Context) error {
	defer close(s.learner.ended)
	for {
		w, err := s.feed.Next(ctx, 0)
		switch {
		case err == nil:
			s.board.trouble("sensors", "")
			if err := s.window(ctx, w); err != nil {
				return nil // ctx is done
			}
		case errors.Is(err, io.EOF):
			s.log.Info("the source has ended")
			return nil
		case ctx.Err() != nil:
			return nil
		default:
			s.log.Error("no readings; trying again", "err", err, "after", again)
			s.board.trouble("sensors", "no readings: "+err.Error())
			if !sleep(ctx, again) {
				return nil
			}
		}
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// window answers one window and keeps it for a label; one that brings its label is
// learned from.
func (s *Service) window(ctx context.Context, w sensors.Window) error {
	row := s.feed.Row()
	said := s.serving.answer(row)
	w.To = s.endOf(w)
	id := s.moments.add(moment{from: w.From, to: w.To, answer: said}, row)
	p := &telemetry.Prediction{
		Window: id, Class: said.class, Name: s.inWords(said), Confidence: float64(said.confidence), Values: said.values, Time: timeText(w.To),
	}
	s.board.change(func(st *telemetry.State) { st.Prediction = p })
	s.board.count("edgetune_windows_total", 1)
	if s.home != nil {
		s.home.predicted(p)
	}
	if w.Label.Kind == sensors.NoLabel || !s.config.Labels.Source {
		return nil
	}
	return s.own(ctx, id, w, said, row)
}

// endOf is the time of a window's last sample, which a source of whole windows leaves
// to its rate.
func (s *Service) endOf(w sensors.Window) int64 {
	l := s.guard.Info().Layout
	if l.Steps < 2 || !(l.Rate > 0) {
		return w.To
	}
	return w.From + int64(float64(w.Length-1)/l.Rate*float64(time.Second))
}

// own learns from the label that a window brings along, as far as the day's writes
// allow.
func (s *Service) own(ctx context.Context, id uint64, w sensors.Window, said answer, row []float32) error {
	e, ok := s.ownLabel(w)
	if !ok {
		return s.drop("class")
	}
	s.judge(said, &e)
	if !s.ration.take(w.To) {
		return s.drop("write budget")
	}
	if s.admit(&e) != nil {
		return s.drop("class")
	}
	if _, _, fresh, err := s.moments.claim(telemetry.Label{Window: &id, Class: e.class}); err != nil || !fresh {
		s.names.settle(e.class)
		return nil
	}
	e.at, e.row = w.To, memory.Int8.Pack(nil, row)
	if s.config.Labels.Wait {
		if !s.learner.push(ctx, e) {
			return ctx.Err()
		}
		return nil
	}
	if !s.learner.offer(e) {
		s.names.settle(e.class)
		s.moments.release(id)
		return s.drop("busy")
	}
	return nil
}

// drop counts a label of the source that nothing is learned from.
func (s *Service) drop(why string) error {
	s.board.count(fmt.Sprintf("edgetune_labels_dropped_total{why=%q}", why), 1)
	return nil
}

// ownLabel reads the label that a window brings along; false: it is none for this net.
func (s *Service) ownLabel(w sensors.Window) (e labelled, ok bool) {
	if len(s.targets) == 0 {
		if w.Label.Kind == sensors.ClassLabel {
			e.class, ok = s.nameOf(w.Label.Class)
		}
		return e, ok
	}
	l := telemetry.Label{Values: telemetry.Numbers{}}
	for _, v := range w.Label.Values {
		l.Values = append(l.Values, float64(v))
	}
	err := e.read(s.targets, &l)
	return e, err == nil
}

// nameOf is the name of a class of the source: that of the model file, or, behind those,
// that which the source gives it.
func (s *Service) nameOf(class int) (string, bool) {
	switch {
	case class < 0:
		return "", false
	case class < s.names.base:
		return s.names.name(class), true
	case class < len(s.labels):
		return s.labels[class], true
	}
	return "", false
}

// unnamed is a source that keeps its classes to itself: it may have more than the net.
type unnamed struct{ sensors.Source }

// Info implements sensors.Source.
func (u unnamed) Info() sensors.Info {
	i := u.Source.Info()
	i.Classes = nil
	return i
}
