package memory

import (
	"fmt"

	"edgetune/fixedpoint"
)

// Store holds windows in one block, those of a class side by side, so that a draw
// of a class needs no index. The place of a window changes as others come and go.
type Store struct {
	Layout
	room  int
	start []int // of each class, and the end of the last one
	rows  []byte
	label []byte
	logit []byte // int8 each
}

// New returns an empty store with room for so many windows.
func New(l Layout, room int) (*Store, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	if room < 0 {
		return nil, fmt.Errorf("firmware/memory: room for %d windows; give 0 or more", room)
	}
	return &Store{
		Layout: l, room: room, start: make([]int, l.groups()+1),
		rows:  make([]byte, room*l.Format.rowBytes(l.Width)),
		label: make([]byte, room*l.labelBytes()),
		logit: make([]byte, room*l.Logits),
	}, nil
}

// Len returns the number of windows; that of a nil store is 0.
func (s *Store) Len() int {
	if s == nil {
		return 0
	}
	return s.start[len(s.start)-1]
}

// Room returns the most windows that it can hold.
func (s *Store) Room() int { return s.room }

// Size returns the bytes of its windows, those to come included.
func (s *Store) Size() int {
	if s == nil {
		return 0
	}
	return s.room * s.Bytes()
}

// Count returns the number of windows of a class.
func (s *Store) Count(class int) int { return s.start[class+1] - s.start[class] }

// Class returns the class of window i, 0 where windows have target values.
func (s *Store) Class(i int) int {
	c := 0
	for s.start[c+1] <= i {
		c++
	}
	return c
}

// Row restores the row of window i.
func (s *Store) Row(i int, dst []float32) {
	n := s.Format.rowBytes(s.Width)
	s.Format.unpack(dst[:s.Width], s.rows[i*n:(i+1)*n])
}

// Targets restores the target values of window i.
func (s *Store) Targets(i int, dst []float32) {
	b := s.label[i*s.labelBytes():]
	for j := range s.Values {
		dst[j] = fixedpoint.FromF16(fixedpoint.F16(b[2*j]) | fixedpoint.F16(b[2*j+1])<<8)
	}
}

// Teacher restores the logits of window i.
func (s *Store) Teacher(i int, dst []float32) {
	for j, v := range s.logit[i*s.Logits : (i+1)*s.Logits] {
		dst[j] = float32(int8(v)) / logitSteps
	}
}

// Add puts w into a free place and returns it, or false when there is none.
func (s *Store) Add(w Window) (int, bool) {
	if s.Len() == s.room {
		return 0, false
	}
	c := s.group(w.Class)
	hole := s.Len()
	s.start[len(s.start)-1]++
	for k := s.groups() - 1; k > c; k-- {
		s.move(hole, s.start[k]) // its first window goes behind its last one
		hole = s.start[k]
		s.start[k]++
	}
	s.set(hole, w)
	return hole, true
}

// Replace puts w into the store in place of window i.
func (s *Store) Replace(i int, w Window) {
	c, from := s.group(w.Class), s.Class(i)
	hole := i
	for k := from; k < c; k++ { // up: the last window of each class fills the hole
		last := s.start[k+1] - 1
		s.move(hole, last)
		hole = last
		s.start[k+1]--
	}
	for k := from; k > c; k-- { // down: the first one does
		first := s.start[k]
		s.move(hole, first)
		hole = first
		s.start[k]++
	}
	s.set(hole, w)
}

func (s *Store) group(class int) int {
	if s.Values > 0 {
		return 0
	}
	return class
}

func (s *Store) set(i int, w Window) {
	n, m := s.Format.rowBytes(s.Width), s.labelBytes()
	s.put(s.rows[i*n:(i+1)*n], s.label[i*m:(i+1)*m], s.logit[i*s.Logits:(i+1)*s.Logits], w)
}

// move copies window from over window to.
func (s *Store) move(to, from int) {
	if to == from {
		return
	}
	n, m := s.Format.rowBytes(s.Width), s.labelBytes()
	copy(s.rows[to*n:(to+1)*n], s.rows[from*n:])
	copy(s.label[to*m:(to+1)*m], s.label[from*m:])
	copy(s.logit[to*s.Logits:(to+1)*s.Logits], s.logit[from*s.Logits:])
}

// Draw returns a random window: a class of those present, each as likely, then a
// window of it. Both numbers are 32 random bits. The store must not be empty.
func (s *Store) Draw(class, window uint32) int {
	present := uint32(0)
	for c := range s.groups() {
		if s.Count(c) > 0 {
			present++
		}
	}
	left := fixedpoint.Below(class, present)
	for c := range s.groups() {
		n := s.Count(c)
		if n == 0 {
			continue
		}
		if left == 0 {
			return s.start[c] + int(fixedpoint.Below(window, uint32(n)))
		}
		left--
	}
	return 0
}
