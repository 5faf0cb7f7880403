package nn

import (
	"math"

	"edgetune/fixedpoint"
)

// ReLU is min(max(x, 0), limit), limit 6 or none. It overwrites its input where it
// may, and reads the mask of its gradient from the output.
type ReLU struct{ limit float }

func newReLU(s NodeSpec) Layer {
	if s.Kind == "relu6" {
		return &ReLU{6}
	}
	return &ReLU{float(math.Inf(1))}
}

// Plan keeps the shape.
func (l *ReLU) Plan(at *Site) (Shape, error) { return at.In[0], nil }

// Traits of a layer that works in place.
func (l *ReLU) Traits() Traits { return inPlace }

var inPlace = Traits{KeepY: true, InPlace: true, InPlaceGrad: true}

// Forward applies the function, in float16 to the bits as they are stored.
func (l *ReLU) Forward(s *Pass) {
	if s.Y.DType == Half {
		n := s.used(s.Y)
		copyHalves(s.Y, s.X[0], n)
		s.K.ReLUF16(s.Y.f16[:n], l.half())
		return
	}
	s.eachForward(func(y []float) { s.K.ReLU(y, l.limit) })
}

// half is the limit.
func (l *ReLU) half() F16 { return fixedpoint.ToF16(float32(l.limit)) }

// copyHalves copies the first n elements, unless they are the same ones.
func copyHalves(dst, src *Tensor, n int) {
	if n > 0 && &dst.f16[0] != &src.f16[0] {
		copy(dst.f16[:n], src.f16)
	}
}

// Backward passes dy where 0 < y < limit.
func (l *ReLU) Backward(s *Pass) {
	if dx := s.DX[0]; dx != nil && dx.DType == Half && !s.Add[0] {
		n := s.used(s.Y)
		copyHalves(dx, s.DY, n)
		s.K.ReLUGradF16(dx.f16[:n], s.Y.f16[:n], l.half())
		return
	}
	s.eachBackward(func(dy, y []float) { s.K.ReLUGrad(dy, y, l.limit) })
}

// LeakyReLU is x above 0 and slope·x below.
type LeakyReLU struct{ slope float }

func newLeakyReLU(s NodeSpec) Layer {
	if s.Value == 0 {
		s.Value = 0.01
	}
	return &LeakyReLU{float(s.Value)}
}

// Plan keeps the shape.
func (l *LeakyReLU) Plan(at *Site) (Shape, error) { return at.In[0], nil }

// Traits of a layer that works in place.
func (l *LeakyReLU) Traits() Traits { return inPlace }

// Forward applies the function.
func (l *LeakyReLU) Forward(s *Pass) {
	s.eachForward(func(y []float) {
		for i, v := range y {
			if v < 0 {
				y[i] = v * l.slope
			}
		}
	})
}

// Backward scales dy where y is negative: its sign is that of x.
func (l *LeakyReLU) Backward(s *Pass) {
	s.eachBackward(func(dy, y []float) {
		for i, v := range y {
			if v < 0 {
				dy[i] *= l.slope
			}
		}
	})
}

// Squash is the sigmoid or the hyperbolic tangent.
type Squash struct {
	f func(float) float
	d func(y float) float // derivative, from the output
}

func newSigmoid(NodeSpec) Layer { return &Squash{sigmoid, func(y float) float { return y * (1 - y) }} }

func newTanh(NodeSpec) Layer { return &Squash{tanh, func(y float) float { return 1 - float(y*y) }} }

// Plan keeps the shape.
func (l *Squash) Plan(at *Site) (Shape, error) { return at.In[0], nil }

// Traits of a layer that works in place.
func (l *Squash) Traits() Traits { return inPlace }

// Forward applies the function, correct to one unit in the last place.
func (l *Squash) Forward(s *Pass) {
	s.eachForward(func(y []float) {
		for i, v := range y {
			y[i] = l.f(v)
		}
	})
}

// Backward multiplies dy by the derivative.
func (l *Squash) Backward(s *Pass) {
	s.eachBackward(func(dy, y []float) {
		for i, v := range y {
			dy[i] *= l.d(v)
		}
	})
}
