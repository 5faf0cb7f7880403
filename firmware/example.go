package firmware

import (
	"fmt"
	"slices"
)

// Example is a labelled window, what a learner learns from.
type Example struct {
	At     int64     // time of its last sample, in ns
	Row    []float32 // normalised features; rounded in place to what memory and journal hold
	Class  int
	Values []float32 // normalised targets of a regression; empty: a class
	Name   string    // of a class that the net does not know, in place of Class
}

// Take learns from one window, as Step does from a stream; a round is complete, and
// its report true, after every eighth that is not held out. It is how labels that
// come late, or from people, arrive. A window of a class that the net does not know waits
// until r.Shots of that class have come; the net knows it then, and the report is true. It
// allocates nothing, but when the gate checks and for new classes.
func (r *Rehearser) Take(e Example) (Report, bool, error) {
	if err := r.fits(e); err != nil {
		return Report{}, false, err
	}
	if e.Name != "" {
		return r.gather(e)
	}
	if err := r.arrive(e); err != nil || r.round.n < RoundWindows {
		return Report{}, false, err
	}
	p, err := r.learn()
	return p, err == nil, err
}

// fits compares an example with the net.
func (r *Rehearser) fits(e Example) error {
	targets, classes := len(r.Feed.bundle.Targets), max(len(r.logits), 2)
	switch {
	case len(e.Row) != len(r.row):
		return fmt.Errorf("firmware: a window of %d values, the net reads %d; use the features of its model file", len(e.Row), len(r.row))
	case len(e.Values) != targets:
		return fmt.Errorf("firmware: a window with %d target values, the net gives %d; label it with those", len(e.Values), targets)
	case e.Name != "" && (r.Reshape == nil || len(e.Name) > MostName || slices.Contains(r.Classes(), e.Name)):
		return fmt.Errorf("firmware: a window of a new class %.64q, which this learner cannot add; it knows %q", e.Name, r.Classes())
	case targets == 0 && e.Name == "" && (e.Class < 0 || e.Class >= classes):
		return fmt.Errorf("firmware: a window of class %d, the net knows 0-%d; add the class first", e.Class, classes-1)
	}
	for _, list := range [][]float32{e.Row, e.Values} {
		for i, v := range list {
			if v-v != 0 {
				return fmt.Errorf("firmware: value %d of a window is %g; leave such windows out", i, v)
			}
		}
	}
	return nil
}
