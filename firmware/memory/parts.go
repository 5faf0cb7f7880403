package memory

import (
	"errors"
	"fmt"
)

// Parts are the bytes of a store's windows, as files hold them.
type Parts struct {
	Rows   []byte // [window × bytes of a row]
	Labels []byte // [window × 1], the class; or float16 target values
	Logits []byte // [window × logit], int8; empty: none
}

// Parts returns the bytes of the windows that there are. They belong to the store.
func (s *Store) Parts() Parts {
	n := s.Len()
	if n == 0 {
		return Parts{}
	}
	return Parts{s.rows[:n*s.Format.rowBytes(s.Width)], s.label[:n*s.labelBytes()], s.logit[:n*s.Logits]}
}

// Join makes a store, without further room, of parts that a file held. The layout's
// format is found from the size of the rows.
func Join(l Layout, p Parts) (*Store, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	n := len(p.Labels) / l.labelBytes()
	switch len(p.Rows) {
	case n * Int8.rowBytes(l.Width):
		l.Format = Int8
	case n * Int4.rowBytes(l.Width):
		l.Format = Int4
	default:
		return nil, fmt.Errorf("firmware/memory: %d bytes are no rows of %d windows of %d values", len(p.Rows), n, l.Width)
	}
	if len(p.Labels) != n*l.labelBytes() || len(p.Logits) != n*l.Logits {
		return nil, errors.New("firmware/memory: labels, rows and logits are of different numbers of windows")
	}
	s := &Store{Layout: l, room: n, start: make([]int, l.groups()+1), rows: p.Rows, label: p.Labels, logit: p.Logits}
	return s, s.sort()
}

// sort finds where each class starts; its windows lie side by side.
func (s *Store) sort() error {
	s.start[len(s.start)-1] = s.room
	if s.Values > 0 {
		return nil
	}
	c := 0
	for i, b := range s.label {
		if int(b) < c || int(b) >= s.Classes {
			return fmt.Errorf("firmware/memory: window %d has class %d, after class %d of %d", i, b, c, s.Classes)
		}
		for ; c < int(b); c++ {
			s.start[c+1] = i
		}
	}
	for ; c < s.Classes; c++ {
		s.start[c+1] = s.room
	}
	return nil
}
