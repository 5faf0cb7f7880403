package firmware

import "edgetune/nn"

// snapshot is a copy of what learning changes in a model, in its own storage.
type snapshot struct {
	halves []nn.F16
	floats []float32
}

func newSnapshot(m *nn.Model) *snapshot {
	var h, f int
	eachLearned(m, func(t *nn.Tensor) { h, f = h+len(t.Halves()), f+len(t.Floats()) })
	s := &snapshot{make([]nn.F16, h), make([]float32, f)}
	s.take(m)
	return s
}

func (s *snapshot) size() int { return 2*len(s.halves) + 4*len(s.floats) }

// take copies from a model, into a model of the same net.
func (s *snapshot) take(m *nn.Model) {
	h, f := s.halves, s.floats
	eachLearned(m, func(t *nn.Tensor) {
		h, f = h[copy(h, t.Halves()):], f[copy(f, t.Floats()):]
	})
}

func (s *snapshot) into(m *nn.Model) {
	h, f := s.halves, s.floats
	eachLearned(m, func(t *nn.Tensor) {
		h, f = h[copy(t.Halves(), h):], f[copy(t.Floats(), f):]
	})
}

func (s *snapshot) appendTo(b []byte) []byte {
	return appendFloats(appendHalves(b, s.halves), s.floats)
}

func (s *snapshot) readFrom(in *reader) {
	in.halves(s.halves)
	in.floats(s.floats)
}
