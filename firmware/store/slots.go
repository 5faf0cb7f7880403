package store

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Slots keeps the last few states under rising numbers. A state goes into the slot
// of the oldest one, or of a damaged one, in place; the newest is never touched, so
// whatever is cut off, the one before it stands.
type Slots struct {
	fs    FS
	files []string
	heads []head // of each file; seq 0: nothing sound
	taken uint64 // number that no later state has
}

// Generation describes a state.
type Generation struct {
	Seq  uint64 // 1, 2, …
	Note []byte // of the caller
	Size int    // bytes of the state
}

// Errors that a caller may branch on.
var (
	ErrEmpty   = errors.New("nothing stored")
	ErrUnknown = errors.New("no such generation")
	ErrDamaged = errors.New("damaged")
)

// leastSlots: with two, one is always sound.
const leastSlots = 2

// OpenSlots finds the states in n files of fs, which it creates. Damaged ones count
// as empty.
func OpenSlots(fs FS, n int) (*Slots, error) {
	s := &Slots{fs: fs}
	for i := range max(n, leastSlots) {
		s.files = append(s.files, fmt.Sprintf("slot%d", i))
	}
	s.heads = make([]head, len(s.files))
	for i, name := range s.files {
		f, err := fs.Open(name)
		if err != nil {
			return nil, fmt.Errorf("firmware/store: %w", err)
		}
		if h, _, err := readSlot(f); err == nil {
			s.heads[i] = h
		}
		if err := f.Close(); err != nil {
			return nil, fmt.Errorf("firmware/store: %w", err)
		}
	}
	if err := fs.Sync(); err != nil {
		return nil, fmt.Errorf("firmware/store: %w", err)
	}
	return s, nil
}

// List returns the sound states, the newest first.
func (s *Slots) List() []Generation {
	var all []Generation
	for _, h := range s.heads {
		if h.seq > 0 {
			all = append(all, Generation{h.seq, h.note, h.size})
		}
	}
	slices.SortFunc(all, func(a, b Generation) int { return cmp.Compare(b.Seq, a.Seq) })
	return all
}

// Save stores state under the next number. When it returns without an error the
// state outlasts a power cut.
func (s *Slots) Save(note, state []byte) (Generation, error) {
	h := head{seq: s.taken + 1, note: note, size: len(state)}
	if list := s.List(); len(list) > 0 {
		h.seq = max(h.seq, list[0].Seq+1)
	}
	i := s.oldest()
	s.heads[i] = head{} // whatever happens now
	f, err := s.fs.Open(s.files[i])
	if err != nil {
		return Generation{}, fmt.Errorf("firmware/store: %w", err)
	}
	err = writeSlot(f, h, state)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return Generation{}, fmt.Errorf("firmware/store: save generation %d: %w", h.seq, err)
	}
	s.heads[i] = h
	return Generation{h.seq, note, h.size}, nil
}

// Skip takes the numbers up to seq: later states have higher ones.
func (s *Slots) Skip(seq uint64) { s.taken = max(s.taken, seq) }

// oldest is the slot to write to.
func (s *Slots) oldest() int {
	best := 0
	for i, h := range s.heads {
		if h.seq < s.heads[best].seq {
			best = i
		}
	}
	return best
}

// Load returns the state of a generation.
func (s *Slots) Load(seq uint64) ([]byte, error) {
	for i, h := range s.heads {
		if h.seq != seq || seq == 0 {
			continue
		}
		f, err := s.fs.Open(s.files[i])
		if err != nil {
			return nil, fmt.Errorf("firmware/store: %w", err)
		}
		defer f.Close()
		got, state, err := readSlot(f)
		if err != nil || got.seq != seq {
			return nil, fmt.Errorf("firmware/store: generation %d: %w; use an older one: %w", seq, ErrDamaged, errors.Join(err, io.ErrUnexpectedEOF))
		}
		return state, nil
	}
	return nil, fmt.Errorf("firmware/store: generation %d: %w; \"edgetune history\" lists them", seq, ErrUnknown)
}

// Newest returns the newest state that can be read; a damaged one is passed over.
func (s *Slots) Newest() (Generation, []byte, error) {
	for _, g := range s.List() {
		if state, err := s.Load(g.Seq); err == nil {
			return g, state, nil
		}
	}
	return Generation{}, nil, fmt.Errorf("firmware/store: %w", ErrEmpty)
}
