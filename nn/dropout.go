package nn

import "edgetune/fixedpoint"

// Dropout clears each value with probability p while training and divides the
// others by 1-p. The mask comes from seed, step and position, so Backward draws
// it again instead of keeping it.
type Dropout struct {
	p    float
	node int
}

func newDropout(s NodeSpec) Layer { return &Dropout{p: float(s.Value)} }

// Plan keeps the shape.
func (l *Dropout) Plan(at *Site) (Shape, error) {
	l.node = at.Index
	return at.In[0], nil
}

// Traits of a layer that works in place and keeps nothing.
func (l *Dropout) Traits() Traits { return Traits{InPlace: true, InPlaceGrad: true} }

// Forward applies the mask; without training it is the identity.
func (l *Dropout) Forward(s *Pass) {
	at := 0
	s.eachForward(func(y []float) {
		if s.Train {
			l.mask(s, y, at)
		}
		at += len(y)
	})
}

// Backward applies the same mask.
func (l *Dropout) Backward(s *Pass) {
	at := 0
	s.eachBackward(func(dy, _ []float) {
		l.mask(s, dy, at)
		at += len(dy)
	})
}

func (l *Dropout) mask(s *Pass, v []float, at int) {
	key := fixedpoint.Key(s.Seed, s.Counter, uint32(4*l.node+1))
	for i := range v {
		if float(fixedpoint.Uniform(fixedpoint.Rand(key, uint32(at+i)))) < l.p {
			v[i] = 0
		} else {
			v[i] /= 1 - l.p
		}
	}
}
