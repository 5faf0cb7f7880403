package firmware

import "edgetune/nn"

// snapshot is a copy of what learning changes in a model, in its own storage.
type snapshot struct {
	halves []nn.F16
	floats []float32
	bytes  []byte // of a net in integers
}

func newSnapshot(m Net) *snapshot {
	var h, f int
	if _, ok := m.(inIntegers); !ok {
		eachLearned(m, func(t *nn.Tensor) { h, f = h+len(t.Halves()), f+len(t.Floats()) })
	}
	s := &snapshot{halves: make([]nn.F16, h), floats: make([]float32, f)}
	s.take(m)
	return s
}

func (s *snapshot) size() int { return 2*len(s.halves) + 4*len(s.floats) + len(s.bytes) }

// take copies from a model, into a model of the same net.
func (s *snapshot) take(m Net) {
	if n, ok := m.(inIntegers); ok {
		s.bytes = n.AppendLearned(s.bytes[:0])
		return
	}
	h, f := s.halves, s.floats
	eachLearned(m, func(t *nn.Tensor) {
		h, f = h[copy(h, t.Halves()):], f[copy(f, t.Floats()):]
	})
}

func (s *snapshot) into(m Net) {
	if n, ok := m.(inIntegers); ok {
		if _, err := n.SetLearned(s.bytes); err != nil {
			panic(err) // they are of this very net
		}
		return
	}
	h, f := s.halves, s.floats
	eachLearned(m, func(t *nn.Tensor) {
		h, f = h[copy(t.Halves(), h):], f[copy(t.Floats(), f):]
	})
}

func (s *snapshot) appendTo(b []byte) []byte {
	return append(appendFloats(appendHalves(b, s.halves), s.floats), s.bytes...)
}

func (s *snapshot) readFrom(in *reader) {
	in.halves(s.halves)
	in.floats(s.floats)
	copy(s.bytes, in.take(len(s.bytes)))
}
