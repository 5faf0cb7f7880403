package service

import (
	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/fewshot"
	"edgetune/firmware/telemetry"
)

// planClasses says which classes the net knows, and makes room for further ones where net
// and budget allow them. A state may hold added ones also where no more are wanted.
func (c *Config) planClasses(p *plan) error {
	p.names = newClasses(p.namesOf(), c.Learn.NewClasses, c.Learn.Shots)
	if p.never = p.noClass(); p.never != "" {
		p.names.closed = p.never
		return nil
	}
	if c.Learn.NewClasses == 0 {
		return nil
	}
	room, err := p.recipe.Room(p.live, p.kept, p.bundle, c.Learn.NewClasses)
	p.room = max(0, room-p.learner.Bytes)
	if err != nil {
		return hinted{err, "raise learn.memory, or set learn.new_classes = 0"}
	}
	return nil
}

// noClass says why the net can never learn a class more; "": it can.
func (p *plan) noClass() string {
	if len(p.bundle.Targets) > 0 {
		return "a net that gives values has no classes"
	}
	if err := fewshot.Check(p.live.Form(), p.bundle, p.kept); err != nil {
		return err.Error()
	}
	return ""
}

// grows lets the learner add classes, where the net allows it.
func (s *Service) grows(p *plan) {
	if p.never != "" {
		return
	}
	r := p.recipe
	r.Growing(p.learner.Rehearser, p.bundle, func() (firmware.Net, *bundle.Kept, error) {
		s.alive() // what follows takes longer than a round
		file, _, err := s.config.OpenModel()
		if err != nil {
			return nil, nil, err
		}
		defer file.Close()
		return r.Live(file)
	})
	p.learner.Shots = s.config.Learn.Shots
}

// reshaped takes over a net that is not the one before: a class more, or after a
// roll-back fewer. It belongs to the learner's goroutine.
func (s *Service) reshaped() error {
	l := s.learner.keeper.Learner
	if err := s.serving.take(l.Live); err != nil {
		return err
	}
	if s.layers.model != l.Model {
		s.layers = newLayers(l.Model, s.serving.recipe.Build.Learn)
		s.remember(l)
	}
	s.names.follow(l)
	s.board.change(func(st *telemetry.State) { s.names.show(st) })
	return nil
}
