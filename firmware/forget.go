package firmware

import (
	"errors"
	"fmt"
	"slices"

	"edgetune/firmware/store"
)

// Span is a time of the stream, From <= t < To, in ns.
type Span struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

func (s Span) holds(t int64) bool { return s.From <= t && t < s.To }

// Forgotten is what forgetting came to.
type Forgotten struct {
	Base       uint64         // generation that learning began again from
	Generation uint64         // the new one; 0: nothing had been learned in that time
	Dropped    map[int]int    // windows of the span, by class
	Shots      map[string]int // those of classes that the net does not know yet, by name
	Again      int            // windows learned from again
}

func newForgotten(base uint64) *Forgotten {
	return &Forgotten{Base: base, Dropped: map[int]int{}, Shots: map[string]int{}}
}

// ErrForgotten says that a span cannot be forgotten.
var ErrForgotten = errors.New("cannot be forgotten")

// Forget unlearns a span of time: the learner goes back to the newest generation that
// had seen nothing of it, and learns again from the journal without it. The result is
// a new generation; a rollback undoes it, for as long as the one before is kept.
func (k *Keeper) Forget(s Span) (*Forgotten, error) {
	if s.To <= s.From {
		return nil, fmt.Errorf("firmware: forget: a span that ends before it begins %w; give an earlier --from", ErrForgotten)
	}
	if err := k.Checkpoint("before forgetting"); err != nil {
		return nil, err
	}
	way, err := k.wayTo(s)
	if err != nil {
		return nil, err
	}
	out := newForgotten(way[0].generation)
	if err := k.again(way, s, out); err != nil {
		return nil, errors.Join(err, k.back())
	}
	if len(out.Dropped)+len(out.Shots) == 0 {
		return out, k.back()
	}
	return out, k.saveForgotten(s, out)
}

// leg is a segment of the journal that led to the newest generation, with what was
// to be forgotten of it already.
type leg struct {
	generation uint64
	without    []Span
}

// wayTo walks back from the newest generation to the newest one before the span, and
// before every span that was forgotten on the way.
func (k *Keeper) wayTo(s Span) ([]leg, error) {
	marks := map[uint64]Mark{}
	list := k.Slots.List()
	for _, g := range list {
		m, err := MarkOf(g)
		if err != nil {
			return nil, err
		}
		marks[g.Seq] = m
	}
	at, without, first := list[0].Seq, []Span(nil), s.From
	way := []leg{{generation: at}}
	for marks[at].Windows > 0 && marks[at].Last >= first {
		m := marks[at]
		if m.What == "rollback" {
			at = m.Of // a copy: the way to it is that to its original
		} else {
			if m.Forgot != nil {
				without = append(slices.Clone(without), *m.Forgot)
				first = min(first, m.Forgot.From)
			}
			at--
			way = append(way, leg{at, without})
		}
		if _, kept := marks[at]; !kept {
			return nil, fmt.Errorf("firmware: forget: a span from before generation %d, of which no state is left, %w; start again with an empty state folder, or give a later --from",
				at+1, ErrForgotten)
		}
	}
	slices.Reverse(way)
	return way, nil
}

// again learns along the way, without the span.
func (k *Keeper) again(way []leg, s Span, out *Forgotten) error {
	tell := k.Learner.Tell
	k.Learner.Tell = nil
	defer func() { k.Learner.Tell = tell }()
	state, err := k.Slots.Load(way[0].generation)
	if err != nil {
		return err
	}
	if err := k.Learner.SetState(state); err != nil {
		return err
	}
	for _, l := range way[:len(way)-1] {
		skip := append(slices.Clone(l.without), s)
		_, err := k.Journal.Read(l.generation, func(e store.Record) error { return k.Learner.replayWithout(e, skip, out) })
		if err != nil {
			return err
		}
	}
	return k.Learner.settle()
}

// replayWithout is Replay, but for windows of the spans; the last one is that to be
// forgotten now.
func (r *Rehearser) replayWithout(e store.Record, spans []Span, out *Forgotten) error {
	var x Example
	var err error
	switch e.Kind {
	case entryShort:
		return r.settle()
	case entryWindow:
		x, err = r.readWindow(e.Data)
	case entryNovel:
		x, err = r.readNovel(e.Data)
	case entryGrow:
		if out.Shots[string(e.Data)] > 0 {
			return fmt.Errorf("firmware: forget: a span with windows from which the class %q was made %w; go back to the generation before it", e.Data, ErrForgotten)
		}
		return r.Replay(e.Kind, e.Data)
	default:
		return r.Replay(e.Kind, e.Data)
	}
	if err != nil {
		return err
	}
	for i, s := range spans {
		if !s.holds(x.At) {
			continue
		}
		if i == len(spans)-1 {
			out.drop(x)
		}
		return nil
	}
	out.Again++
	return r.Replay(e.Kind, e.Data)
}

// drop counts a window of the span.
func (f *Forgotten) drop(e Example) {
	if e.Name != "" {
		f.Shots[e.Name]++
	} else {
		f.Dropped[e.Class]++
	}
}

// back loads the newest generation after a failure.
func (k *Keeper) back() error {
	_, state, err := k.Slots.Newest()
	if err != nil {
		return err
	}
	return k.Learner.SetState(state)
}

func (k *Keeper) saveForgotten(s Span, out *Forgotten) error {
	state, err := k.Learner.AppendState(nil)
	if err != nil {
		return err
	}
	m := k.mark("forgot")
	m.Of, m.Forgot = out.Base, &s
	g, err := keep(k.Slots, k.Journal, m, state)
	if err != nil {
		return err
	}
	out.Generation = g
	k.note(g)
	return nil
}
