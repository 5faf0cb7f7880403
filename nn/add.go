package nn

import (
	"fmt"
	"slices"
)

// Sum adds maps of one shape: the joint of a residual branch.
type Sum struct{}

func newAdd(NodeSpec) Layer { return Sum{} }

// Plan checks that the shapes agree.
func (Sum) Plan(at *Site) (Shape, error) {
	for _, s := range at.In[1:] {
		if !slices.Equal(s, at.In[0]) {
			return nil, fmt.Errorf("cannot add %v and %v; give the shortcut a 1x1 convolution", at.In[0], s)
		}
	}
	return at.In[0], nil
}

// Traits: the first branch's bytes become the sum, and its gradient is dy.
func (Sum) Traits() Traits { return Traits{InPlace: true, InPlaceGrad: true} }

// Forward adds in the order of the inputs.
func (Sum) Forward(s *Pass) {
	n, step := s.used(s.Y), stride(s.Y)
	for lo := 0; lo < n; lo += step {
		hi := min(lo+step, n)
		y := s.loadInto(open(s.Y, lo, hi-lo, s.Row[0]), s.X[0], lo)
		for _, x := range s.X[1:] {
			s.K.Add(y, x.Read(s.K, lo, hi, s.Row[1]))
		}
		s.Y.Write(s.K, lo, y)
	}
}

// Backward sends dy to every branch.
func (Sum) Backward(s *Pass) {
	for j := range s.DX {
		s.passOn(j)
	}
}
