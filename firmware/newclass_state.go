package firmware

import (
	"fmt"
	"slices"
	"strings"

	"edgetune/firmware/memory"
)

// grownMagic begins a state with classes that the model file does not know. A state
// without any begins with the counter of its net, which does not come that far.
const grownMagic = "\xff\xff\xff\xffCLASSES1"

// appendClasses appends what classes were added and which are to come, if any.
//
//	magic  names added  names to come, each with its windows
func (r *Rehearser) appendClasses(b []byte) []byte {
	if len(r.added) == 0 && len(r.opened) == 0 {
		return b
	}
	b = appendInts(append(b, grownMagic...), len(r.added))
	for _, name := range r.added {
		b = appendName(b, name)
	}
	b = appendInts(b, len(r.opened))
	for _, o := range r.opened {
		b = appendInts(appendName(b, o.name), len(o.rows))
		b = append(b, o.rows...)
	}
	return b
}

func appendName(b []byte, name string) []byte { return append(append(b, byte(len(name))), name...) }

// setClasses reads that from the front of a state, and gives the learner the net that the
// rest of it is of.
func (r *Rehearser) setClasses(b []byte) ([]byte, error) {
	var added []string
	var opened []opening
	if rest, ok := strings.CutPrefix(string(b[:min(len(b), len(grownMagic))]), grownMagic); ok && rest == "" {
		in := &reader{b: b[len(grownMagic):]}
		added, opened = in.classes(len(r.row))
		if in.failed {
			return nil, errState
		}
		b = in.b
	}
	if !slices.Equal(added, r.added) {
		if r.Reshape == nil {
			return nil, fmt.Errorf("%w: it knows the classes %q too", errState, added)
		}
		fresh, err := r.Reshape(added)
		if err != nil {
			return nil, err
		}
		r.become(fresh)
		r.added = added
	}
	r.opened = opened
	return b, nil
}

// mostClasses bounds what a state may claim.
const mostClasses = 256

func (in *reader) classes(width int) (added []string, opened []opening) {
	for range in.count(mostClasses) {
		added = append(added, in.name())
	}
	for range in.count(mostClasses) {
		o := opening{name: in.name()}
		n := in.count(MostShots * width)
		in.failed = in.failed || n%width != 0
		o.rows = slices.Clone(in.take(n))
		opened = append(opened, o)
	}
	return added, opened
}

// count reads a number that is at most so large.
func (in *reader) count(most int) (n int) {
	in.ints(&n)
	if n < 0 || n > most { // below 0 where an int has 32 bits
		in.failed = true
		return 0
	}
	return n
}

func (in *reader) name() string { return string(in.take(int(in.take(1)[0]))) }

// appendSource appends the windows of the source, once they are not those of the model
// file any more.
func (r *Rehearser) appendSource(b []byte) []byte {
	if len(r.added) == 0 {
		return b
	}
	p := r.Source.Parts()
	b = appendInts(b, r.Source.Len())
	return append(append(append(b, p.Rows...), p.Labels...), p.Logits...)
}

func (r *Rehearser) setSource(in *reader) (err error) {
	if len(r.added) == 0 {
		return nil
	}
	l := r.Source.Layout
	n := in.count(r.Source.Room())
	var p memory.Parts
	p.Rows, p.Labels, p.Logits = slices.Clone(in.take(n*(l.Bytes()-1-l.Logits))), slices.Clone(in.take(n)), slices.Clone(in.take(n*l.Logits))
	if in.failed {
		return errState
	}
	s, err := memory.Join(l, p)
	if err != nil {
		return fmt.Errorf("%w: %w", errState, err)
	}
	r.Source = s
	return nil
}
