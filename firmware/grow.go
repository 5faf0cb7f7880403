package firmware

import (
	"errors"

	"edgetune/firmware/fewshot"
	"edgetune/firmware/memory"
)

// growth is a learner that becomes one whose net knows a class more. Every copy of the
// net, that which learns, that which serves, and those that the gate goes back to, gets a
// row of its own in its last layer ([fewshot.NewRow]); nothing else of them changes.
type growth struct {
	old, fresh *Rehearser
	learned    []fewshot.Shot // to learn from again
	held       []fewshot.Shot // for the gate
	all        []fewshot.Shot
	row        *fewshot.Row // of what serves
	from, to   Net          // scratch, of the old and of the new net
}

// into fills wide, which is as it was assembled, with what r knows, and with a class more;
// why says that the windows do not tell that from the others, and then wide is nothing.
// r changes no more, but shares its detectors.
func (r *Rehearser) into(wide *Rehearser, shots []fewshot.Shot) (why, err error) {
	g := &growth{old: r, fresh: wide, all: shots}
	g.divide()
	if g.row, err = fewshot.NewRow(r.Live, shots, g.stores()...); errors.Is(err, fewshot.ErrAlike) {
		return err, nil
	}
	if err == nil {
		err = g.scratch()
	}
	if err != nil {
		return nil, err
	}
	g.nets()
	g.gate()
	g.counts()
	return nil, g.memory()
}

// divide holds one of every five windows out, as the gate does.
func (g *growth) divide() {
	for i, s := range g.all {
		if g.old.Gate != nil && i%HoldEvery == HoldEvery-1 {
			g.held = append(g.held, s)
		} else {
			g.learned = append(g.learned, s)
		}
	}
}

// stores are the windows of the other classes.
func (g *growth) stores() []*memory.Store { return []*memory.Store{g.old.Source, g.old.Stream.Store} }

func (g *growth) scratch() (err error) {
	if g.from, err = g.old.Copy(g.old.Live); err == nil {
		g.to, err = g.old.Copy(g.fresh.Live)
	}
	return err
}

// widen copies a net into a wider one with a row of its own, or with that of what serves
// where it cannot tell the new class.
func (g *growth) widen(to, from Net) {
	row, err := fewshot.NewRow(from, g.all, g.stores()...)
	if err != nil {
		row = g.row
	}
	row.Into(to, from)
}

// nets fills what serves, what learns and its average.
func (g *growth) nets() {
	g.row.Into(g.fresh.Live, g.old.Live)
	g.widen(g.fresh.Model, g.old.Model)
	g.old.Average.Into(g.from)
	g.widen(g.to, g.from)
	g.fresh.Average.Restart(g.to)
	g.fresh.Average.steps = g.old.Average.steps
	if g.fresh.Leash != nil {
		g.leash(g.fresh.Leash, g.old.Leash)
	}
}

// leash hands over what served when the day began.
func (g *growth) leash(to, from *Leash) {
	if from.from != nil {
		g.snapshot(to.from, from.from)
		return
	}
	g.from.(inIntegers).Take(from.was, g.old.Live)
	g.widen(g.to, g.from)
	g.to.(inIntegers).Blend(to.was, 0)
}

func (g *growth) snapshot(to, from *snapshot) {
	from.into(g.from)
	g.widen(g.to, g.from)
	to.take(g.to)
}

// gate hands over what was held out, first answers, and the nets to compare with.
func (g *growth) gate() {
	a, b := g.old.Gate, g.fresh.Gate
	if a == nil {
		return
	}
	g.snapshot(b.origin, a.origin)
	g.snapshot(b.candidate, a.candidate)
	g.snapshot(b.probation.previous, a.probation.previous)
	b.probation.left, b.probation.tuned = a.probation.left, a.probation.tuned
	b.probation.e.inherit(a.probation.e)
	b.ring, b.verdict = a.ring, a.verdict
	b.seen, b.checks, b.arrived, b.unchecked, b.next, b.gap = a.seen, a.checks, a.arrived, a.unchecked, a.next, a.gap
	b.Held.Inherit(a.Held)
	for _, s := range g.held {
		b.Held.Take(memory.Window{Row: s, Class: g.class()})
	}
	if b.Skills != nil {
		b.Skills.Inherit(a.Skills)
	}
}

// class is the number of the new class.
func (g *growth) class() int { return g.fresh.Live.Outputs() - 1 }

// memory hands over the windows of source and stream, with what the net that serves now
// says beside the answers of the source, and puts the new ones to both.
func (g *growth) memory() error {
	s := g.fresh.Source
	all, err := fewshot.Remember(g.fresh.Live, s.Layout, g.learned, g.old.Source)
	if err == nil {
		g.fresh.Source, err = all.Sample(s.Room(), s.Format, g.fresh.Model.Options().Seed)
	}
	g.fresh.Stream.Inherit(g.old.Stream)
	for _, shot := range g.learned {
		g.fresh.Stream.Take(memory.Window{Row: shot, Class: g.class()})
	}
	return err
}

// counts hands over where the stream is.
func (g *growth) counts() {
	a, b := g.old, g.fresh
	b.Drift, b.Features, b.Confidence = a.Drift, a.Features, a.Confidence
	b.report, b.credit, b.calm = a.report, a.credit, a.calm
	b.last, b.newest, b.calendar = a.last, a.newest, a.calendar
}

// inherit takes the evidence of fewer classes.
func (e *evidence) inherit(from *evidence) {
	copy(e.sum, from.sum)
	copy(e.squares, from.squares)
	copy(e.n, from.n)
}
