package nn

// Flatten reads a map as one vector: the same bytes under another shape.
type Flatten struct{}

func newFlatten(NodeSpec) Layer { return Flatten{} }

// Plan joins all axes.
func (Flatten) Plan(at *Site) (Shape, error) { return Shape{at.In[0].Len()}, nil }

// Traits: output and gradient are views.
func (Flatten) Traits() Traits { return Traits{View: true} }

// Forward does nothing.
func (Flatten) Forward(*Pass) {}

// Backward copies only when another node reads the same map.
func (Flatten) Backward(s *Pass) { s.passOn(0) }

// passOn sends dy unchanged to input j, unless they are the same bytes.
func (s *Pass) passOn(j int) {
	if s.DX[j] == nil || sameBytes(s.DX[j], s.DY) {
		return
	}
	n, step := s.used(s.DY), stride(s.DY)
	for lo := 0; lo < n; lo += step {
		hi := min(lo+step, n)
		s.emit(j, lo, s.DY.Read(s.K, lo, hi, s.Row[0]))
	}
}

func sameBytes(a, b *Tensor) bool {
	if a.DType == Half {
		return &a.f16[0] == &b.f16[0]
	}
	return &a.f32[0] == &b.f32[0]
}
