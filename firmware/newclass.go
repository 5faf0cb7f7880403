package firmware

import (
	"fmt"
	"slices"

	"edgetune/firmware/fewshot"
	"edgetune/firmware/memory"
)

// MostShots is how many windows of a class to come are kept at most: the newest.
const MostShots = 32

// Opening is a class that the net is to know once enough windows of it have come.
type Opening struct {
	Name  string
	Shots int // windows so far
}

// opening is one with its windows.
type opening struct {
	name string
	rows []byte // int8, the oldest first
}

// Classes returns the names of the classes that the net knows: those of its model file,
// then those that were added.
func (r *Rehearser) Classes() []string { return r.Feed.bundle.Classes }

// Added returns the names of the classes that the model file does not know.
func (r *Rehearser) Added() []string { return slices.Clone(r.added) }

// Openings returns the classes that windows are gathered of.
func (r *Rehearser) Openings() (all []Opening) {
	for _, o := range r.opened {
		all = append(all, Opening{o.name, len(o.rows) / len(r.row)})
	}
	return all
}

// gather keeps a window of a class that the net does not know, and lets the net grow once
// there are enough of them.
func (r *Rehearser) gather(e Example) (Report, bool, error) {
	memory.Int8.Quantise(e.Row)
	if r.Log != nil {
		if err := r.log(entryNovel, appendNovel(nil, e)); err != nil {
			return Report{}, false, err
		}
	}
	r.keepShot(e)
	if n := len(r.added); r.Shots == 0 || r.shotsOf(e.Name) < r.Shots {
		return Report{}, false, nil
	} else if err := r.Grow(e.Name); err != nil || len(r.added) == n {
		return Report{}, false, err
	}
	return r.report, true, nil
}

// keepShot adds a window to its class, in place of the oldest where there are most.
func (r *Rehearser) keepShot(e Example) {
	r.report.Windows++
	r.last, r.newest = e.At, max(r.newest, e.At)
	i := slices.IndexFunc(r.opened, func(o opening) bool { return o.name == e.Name })
	if i < 0 {
		i = len(r.opened)
		r.opened = append(r.opened, opening{name: e.Name})
	}
	o := &r.opened[i]
	o.rows = memory.Int8.Pack(o.rows, e.Row)
	if most := MostShots * len(r.row); len(o.rows) > most {
		o.rows = slices.Delete(o.rows, 0, len(o.rows)-most)
	}
}

func (r *Rehearser) shotsOf(name string) int {
	for _, o := range r.Openings() {
		if o.Name == name {
			return o.Shots
		}
	}
	return 0
}

// Grow lets the net know a class from the windows gathered of it, whose round it ends
// first. Where they look like those of the other classes, or there is no room for a wider
// net, nothing changes, Tell hears of it, and the windows stay. It allocates a learner.
func (r *Rehearser) Grow(name string) error {
	wide, err := r.wider(name)
	if err != nil {
		r.tell("no new class", err.Error())
		return nil
	}
	if err := r.log(entryGrow, []byte(name)); err != nil {
		return err
	}
	return r.grow(name, wide)
}

// wider makes the learner that is to know a class more.
func (r *Rehearser) wider(name string) (*Rehearser, error) {
	if r.Reshape == nil {
		return nil, fmt.Errorf("firmware: a new class %q: this learner cannot add one", name)
	}
	names := append(slices.Clone(r.added), name)
	wide, err := r.Reshape(names)
	if err == nil {
		wide.added = names
	}
	return wide, err
}

func (r *Rehearser) grow(name string, wide *Rehearser) error {
	i := slices.IndexFunc(r.opened, func(o opening) bool { return o.name == name })
	if i < 0 {
		return fmt.Errorf("firmware: a class %q, of which no window has come to this learner; start with an empty state folder", name)
	}
	if err := r.settle(); err != nil {
		return err
	}
	shots := r.opened[i].shots(len(r.row))
	why, err := r.into(wide, shots)
	switch {
	case err != nil:
		return err
	case why != nil:
		r.tell("no new class", fmt.Sprintf("%q after %d windows: %v", name, len(shots), why))
		return nil
	}
	opened := slices.Delete(slices.Clone(r.opened), i, i+1)
	r.become(wide)
	r.opened = opened
	r.tell("new class", fmt.Sprintf("%q, from %d windows", name, len(shots)))
	return nil
}

// shots unpacks the windows.
func (o *opening) shots(width int) (all []fewshot.Shot) {
	for b := o.rows; len(b) > 0; {
		s := make(fewshot.Shot, width)
		b = memory.Int8.Unpack(s, b)
		all = append(all, s)
	}
	return all
}

// replayGrow grows as when the entry was written.
func (r *Rehearser) replayGrow(name string) error {
	wide, err := r.wider(name)
	if err != nil {
		return err
	}
	return r.grow(name, wide)
}

// become puts fresh in the place of the learner; those who listen to it go on listening.
func (r *Rehearser) become(fresh *Rehearser) {
	fresh.Log, fresh.Tell, fresh.Observe, fresh.Reshape, fresh.Copy, fresh.Shots = r.Log, r.Tell, r.Observe, r.Reshape, r.Copy, r.Shots
	fresh.Feed.pipe = r.Feed.pipe
	*r = *fresh
}
