package rehearsal

import (
	"errors"
	"fmt"
	"slices"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/fewshot"
	"edgetune/nn"
	"edgetune/nn/codec/native"
)

// Open makes live and kept of the model file of a learner, as when it was assembled.
type Open func() (live firmware.Net, kept *bundle.Kept, err error)

// Growing lets the net of l, which was just assembled as r says, learn new classes, or load
// a state with some; open reads its model file again. The net must pass fewshot.Check.
func (r Recipe) Growing(l *firmware.Rehearser, b *bundle.Bundle, open Open) {
	began := native.Sum(l.Live)
	l.Copy = r.copyOf
	l.Reshape = func(added []string) (*firmware.Rehearser, error) {
		live, kept, err := open()
		if err != nil {
			return nil, err
		}
		if native.Sum(live) != began {
			return nil, errors.New("firmware/rehearsal: the model file is not the one that the learner began with; put that back, or start with an empty state folder")
		}
		g, err := r.grown(live, kept, b, added)
		if err != nil {
			return nil, err
		}
		return g.Rehearser, nil
	}
}

// grown assembles the learner of a net that has classes more, which say nothing yet.
func (r Recipe) grown(live firmware.Net, kept *bundle.Kept, b *bundle.Bundle, added []string) (*Learner, error) {
	if len(added) == 0 {
		return r.Assemble(live, kept, b, Silence(b))
	}
	wide, err := r.build(fewshot.Wider(live.Form(), len(added)), r.Options())
	if err != nil {
		return nil, err
	}
	fewshot.CopyWider(wide, live)
	more := *b
	more.Classes = slices.Concat(b.Classes, added)
	return r.Assemble(wide, kept, &more, Silence(b))
}

// Room plans for so many new classes and returns the bytes that learning takes at most
// while the last of them comes: the learner before, the one after, and what finds the new
// class. It assembles such a learner and lets it go. The error is nn.ErrBudget where
// r.Build.Budget does not hold that.
func (r Recipe) Room(live firmware.Net, kept *bundle.Kept, b *bundle.Bundle, most int) (int, error) {
	unbounded := r
	unbounded.Build.Budget = 0
	names := make([]string, most)
	l, err := unbounded.grown(live, kept, b, names)
	if err != nil {
		return 0, err
	}
	windows := l.Source.Room() + l.Stream.Room()
	seen := 4 * windows * (fewshot.Inputs(live) + 2)
	probes := 4*l.Live.Size() + l.Source.Size() + seen
	open := most * firmware.MostShots * live.Form().Input.Len()
	n := 2*l.Bytes + probes + open
	if budget := r.Build.Budget; budget > 0 && n > budget {
		return n, fmt.Errorf("firmware/rehearsal: %w: %s while a class is added, for the learners before and after, the budget is %s; allow fewer new classes, or give the replay memory fewer bytes",
			nn.ErrBudget, nn.Bytes(n), nn.Bytes(budget))
	}
	return n, nil
}
