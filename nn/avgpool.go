package nn

import "fmt"

func errPool(kh, kw int) error {
	return fmt.Errorf("window of %dx%d values is more than 256; pool twice", kh, kw)
}

// AvgPool is the mean of each window; padding does not count.
type AvgPool struct {
	window
	spec NodeSpec
}

func newAvgPool(s NodeSpec) Layer { return &AvgPool{spec: poolStride(s)} }

// Plan checks the geometry.
func (l *AvgPool) Plan(at *Site) (Shape, error) {
	g, err := newPool(at.In[0], l.spec)
	l.window = g
	return g.shape(g.c), err
}

// Traits: nothing is kept.
func (l *AvgPool) Traits() Traits { return Traits{} }

// Forward sums each window and divides by how many values it has.
func (l *AvgPool) Forward(s *Pass) {
	for n := range s.Rows {
		for o := range l.positions() {
			y := s.Row[0][:l.c]
			clear(y)
			l.eachTapOf(o/l.ow, o%l.ow, func(_, pos int) {
				at := (n*l.h*l.w + pos) * l.c
				s.K.Add(y, s.X[0].Read(s.K, at, at+l.c, s.Row[1]))
			})
			s.K.Scale(y, 1/float(l.valid(o)))
			s.Y.Write(s.K, (n*l.positions()+o)*l.c, y)
		}
	}
}

// valid returns how many taps of output o lie inside the input.
func (l *AvgPool) valid(o int) int {
	count := 0
	l.eachTapOf(o/l.ow, o%l.ow, func(int, int) { count++ })
	return max(count, 1)
}

// Backward spreads dy over the window.
func (l *AvgPool) Backward(s *Pass) {
	s.gather(&l.window, func(dx, dy []float, _, o, _ int) {
		s.K.Axpy(dx, 1/float(l.valid(o)), dy)
	})
}

// GlobalPool is the mean of each channel over all positions.
type GlobalPool struct{ positions, channels int }

func newGlobalPool(NodeSpec) Layer { return &GlobalPool{} }

// Plan checks that there is more than a vector.
func (l *GlobalPool) Plan(at *Site) (Shape, error) {
	if len(at.In[0]) < 2 {
		return nil, fmt.Errorf("input %v has no positions to average", at.In[0])
	}
	l.positions, l.channels = at.In[0].Positions(), at.In[0].Channels()
	return Shape{l.channels}, nil
}

// Traits: nothing is kept.
func (l *GlobalPool) Traits() Traits { return Traits{} }

// Forward averages.
func (l *GlobalPool) Forward(s *Pass) {
	for n := range s.Rows {
		y := s.Row[1][:l.channels]
		x := s.X[0].From(n * l.positions * l.channels)
		s.meanRows(&x, l.positions, l.channels, y)
		s.Y.Write(s.K, n*l.channels, y)
	}
}

// Backward gives every position the same share.
func (l *GlobalPool) Backward(s *Pass) {
	if s.DX[0] == nil {
		return
	}
	for n := range s.Rows {
		dy := s.load(s.DY, n*l.channels, (n+1)*l.channels)
		s.K.Scale(dy, 1/float(l.positions))
		for p := range l.positions {
			s.emit(0, (n*l.positions+p)*l.channels, dy)
		}
	}
}
