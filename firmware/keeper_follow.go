package firmware

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"edgetune/firmware/store"
)

// entryJump begins the segment of a generation that does not follow from the one before:
// a roll-back or a forgetting, as its mark says. Whoever loads that generation needs no
// such entry; it leads past one that is damaged.
const entryJump byte = 'j'

// ErrLost says that a journal goes on, but nothing leads there.
var ErrLost = errors.New("nothing leads to what the journal says next")

// Follow learns again from the segment of generation from, whose state the learner has,
// and from those behind it that are below end: of generations that are damaged. It
// returns the last one that it learned from. The error is ErrLost where what comes next
// does not follow; the learner then stands before that.
func (k *Keeper) Follow(from, end uint64) (last uint64, err error) {
	ids, err := k.Journal.Segments()
	if err != nil {
		return from, err
	}
	chain, err := k.Journal.Read(from, func(r store.Record) error { return k.Learner.Replay(r.Kind, r.Data) })
	if err != nil {
		return from, err
	}
	last = from
	for _, id := range ids {
		if id <= from || id >= end {
			continue
		}
		front, begun, err := k.Journal.Front(id)
		switch {
		case err != nil:
			return last, err
		case !begun:
			return last, nil
		case front != chain:
			return last, fmt.Errorf("firmware: generation %d: %w", id, ErrLost)
		}
		if chain, err = k.Journal.Read(id, func(r store.Record) error { return k.past(last, r) }); err != nil {
			return last, err
		}
		last = id
	}
	return last, nil
}

// past learns from a record of a generation that is damaged, behind generation last.
func (k *Keeper) past(last uint64, r store.Record) error {
	if r.Kind != entryJump {
		return k.Learner.Replay(r.Kind, r.Data)
	}
	var m Mark
	if err := json.Unmarshal(r.Data, &m); err != nil {
		return fmt.Errorf("firmware: generation %d: %w: %w", last+1, ErrLost, err)
	}
	if m.Forgot != nil {
		return k.forgetAgain(last, *m.Forgot)
	}
	state, err := k.Slots.Load(m.Of)
	if err != nil {
		return fmt.Errorf("firmware: generation %d went back to %d: %w: %w", last+1, m.Of, ErrLost, err)
	}
	return k.Learner.SetState(state)
}

// forgetAgain is the forgetting behind generation last.
func (k *Keeper) forgetAgain(last uint64, s Span) error {
	if k.Slots.List()[0].Seq != last {
		return fmt.Errorf("firmware: generation %d forgot a span: %w", last+1, ErrLost)
	}
	way, err := k.wayTo(s)
	if err != nil {
		return fmt.Errorf("firmware: generation %d forgot a span: %w: %w", last+1, ErrLost, err)
	}
	return k.again(way, s, newForgotten(last))
}

// catchUp learns again what the journal holds behind generation g, with mark m, and opens
// it to go on there. lost says that there is more, to which nothing leads.
func (k *Keeper) catchUp(g uint64, m Mark) (lost, err error) {
	ids, err := k.Journal.Segments()
	if err != nil {
		return nil, err
	}
	if len(ids) > 0 && ids[len(ids)-1] > g {
		last, err := k.Follow(g, math.MaxUint64)
		if errors.Is(err, ErrLost) {
			lost, err = err, nil
		}
		if err != nil {
			return nil, err
		}
		return lost, k.Journal.Resume(last, func(store.Record) error { return nil })
	}
	records := 0
	err = k.Journal.Resume(g, func(r store.Record) error { records++; return k.Learner.Replay(r.Kind, r.Data) })
	if err == nil && records == 0 {
		err = jump(k.Journal, m)
	}
	return nil, err
}

// leave begins a new generation where the journal cannot be followed any more.
func (k *Keeper) leave(lost error) error {
	k.Learner.tell("journal lost", lost.Error())
	if k.Learner.Windows() > k.saved {
		if err := k.Learner.Finish(); err != nil {
			return err
		}
	}
	return k.save("recovered")
}

// jump begins the segment of a generation that does not follow from the one before.
func jump(j *store.Journal, m Mark) error {
	if m.Of == 0 {
		return nil
	}
	note, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("firmware: %w", err)
	}
	if err := j.Append(entryJump, note); err != nil {
		return err
	}
	return j.Sync()
}
