package service

import (
	"edgetune/firmware/bundle"
	"edgetune/firmware/fewshot"
	"edgetune/firmware/rehearsal"
	"edgetune/firmware/telemetry"
	"edgetune/nn"
)

// openClasses lets the learner add classes, where the net and the budget allow it. A state
// may hold added ones also where no more are wanted.
func (s *Service) openClasses(l *rehearsal.Learner, r rehearsal.Recipe, live *nn.Model, kept *bundle.Kept) error {
	c := &s.config.Learn
	s.names = newClasses(s.namesOf(live), c.NewClasses, c.Shots)
	if err := fewshot.Check(live.Spec, s.bundle, kept); err != nil {
		s.names.closed = err.Error()
		s.log.Info("no new classes", "why", err)
		return nil
	}
	r.Growing(l.Rehearser, s.bundle, func() (*nn.Model, *bundle.Kept, error) {
		s.alive() // what follows takes longer than a round
		file, _, err := s.config.OpenModel()
		if err != nil {
			return nil, nil, err
		}
		defer file.Close()
		return file.Build(r.Options(), true)
	})
	l.Shots = c.Shots
	if c.NewClasses == 0 {
		return nil
	}
	room, err := r.Room(live, kept, s.bundle, c.NewClasses)
	s.room = max(0, room-l.Bytes)
	if err != nil {
		return hinted{err, "raise learn.memory, or set learn.new_classes = 0"}
	}
	return nil
}

// reshaped takes over a net that is not the one before: a class more, or after a
// roll-back fewer. It belongs to the learner's goroutine.
func (s *Service) reshaped() error {
	l := s.learner.keeper.Learner
	if err := s.serving.take(l.Live); err != nil {
		return err
	}
	if s.layers.model != l.Model {
		s.layers = newLayers(l.Model.(*nn.Model))
		s.remember(l)
	}
	s.names.follow(l)
	s.board.change(func(st *telemetry.State) { s.names.show(st) })
	return nil
}
