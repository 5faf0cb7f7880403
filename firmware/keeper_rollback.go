package firmware

import (
	"errors"
	"fmt"
	"time"
)

// ErrFirst says that there is no generation to go back to.
var ErrFirst = errors.New("there is no generation before the newest")

// Rollback takes a learner that runs back to generation to, 0 for the one before the
// newest: a copy of it becomes the newest. What was learned since the newest is kept
// as a generation before, so that this can be undone. It returns the copy's number.
func (k *Keeper) Rollback(to uint64) (uint64, error) {
	list := k.Slots.List()
	if to == 0 {
		if len(list) < 2 {
			return 0, fmt.Errorf("firmware: %w", ErrFirst)
		}
		to = list[1].Seq
	}
	state, err := k.Slots.Load(to)
	if err != nil {
		return 0, err
	}
	var m Mark
	for _, g := range list {
		if g.Seq == to {
			if m, err = MarkOf(g); err != nil {
				return 0, err
			}
		}
	}
	if err := k.Checkpoint("before rollback"); err != nil {
		return 0, err
	}
	m.What, m.Class, m.Of, m.Time = "rollback", "", to, ""
	if k.Now != nil {
		m.Time = k.Now().UTC().Format(time.RFC3339)
	}
	g, err := keep(k.Slots, k.Journal, m, state)
	if err != nil {
		return 0, err
	}
	if err := k.Learner.SetState(state); err != nil {
		return 0, err
	}
	k.note(g)
	return g, nil
}

// Checkpoint ends the round that has begun and saves a generation, unless nothing
// arrived since the last one.
func (k *Keeper) Checkpoint(what string) error {
	if k.Learner.Windows() == k.saved {
		return nil
	}
	if err := k.Learner.Finish(); err != nil {
		return err
	}
	return k.save(what)
}
