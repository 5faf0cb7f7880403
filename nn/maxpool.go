package nn

// MaxPool keeps the largest value of each window, and, for the gradient, which one
// it was: the index is packed in 1, 2, 4 or 8 bits, so that the input need not be
// kept. Ties go to the first tap, a NaN wins.
type MaxPool struct {
	window
	spec   NodeSpec
	packed int       // bytes of the indices of one channel vector
	index  Tensor    // [batch × position × packed]
	which  [2]Tensor // indices of one channel vector, in Forward and Backward
	width  uint      // bits of an index
}

func newMaxPool(s NodeSpec) Layer { return &MaxPool{spec: poolStride(s)} }

// poolStride makes windows disjoint where no stride is given.
func poolStride(s NodeSpec) NodeSpec {
	if s.Stride[1] == 0 {
		s.Stride = s.Kernel
	}
	return s
}

// Plan checks the geometry and plans the indices.
func (l *MaxPool) Plan(at *Site) (Shape, error) {
	g, err := newPool(at.In[0], l.spec)
	if err != nil {
		return nil, err
	}
	l.window = g
	if !fits(256, g.kh, g.kw) {
		return nil, errPool(g.kh, g.kw)
	}
	taps := g.kh * g.kw
	for l.width = 1; 1<<l.width < taps; l.width *= 2 {
	}
	l.packed = (g.c*int(l.width) + 7) / 8
	life := At(at.Index)
	if at.Training {
		life.To = at.Backward(at.Index)
		at.Buffer(&l.index, "which", Shape{at.Batch * g.positions() * l.packed}, Byte, life)
		at.Buffer(&l.which[1], "which of one position", Shape{g.c}, Byte, At(life.To))
	}
	at.Buffer(&l.which[0], "which of one position", Shape{g.c}, Byte, At(at.Index))
	return g.shape(g.c), nil
}

// Traits: nothing but the index is kept.
func (l *MaxPool) Traits() Traits { return Traits{} }

// Forward costs one comparison per tap.
func (l *MaxPool) Forward(s *Pass) {
	for n := range s.Rows {
		for o := range l.positions() {
			l.forwardAt(s, n, o)
		}
	}
}

// forwardAt computes the channel vector of output o of sample n.
func (l *MaxPool) forwardAt(s *Pass, n, o int) {
	best, which, first := s.Row[0][:l.c], l.which[0].u8, true
	l.eachTapOf(o/l.ow, o%l.ow, func(tap, pos int) {
		at := (n*l.h*l.w + pos) * l.c
		x := s.X[0].Read(s.K, at, at+l.c, s.Row[1])
		if first {
			first = false
			copy(best, x)
			fill(which, uint8(tap))
			return
		}
		s.K.Larger(best, x, which, uint8(tap))
	})
	at := n*l.positions() + o
	s.Y.Write(s.K, at*l.c, best)
	if s.Train {
		pack(l.index.u8[at*l.packed:][:l.packed], which, l.width)
	}
}

func fill(v []uint8, x uint8) {
	for i := range v {
		v[i] = x
	}
}

// eachTapOf calls f for every tap of output (oy, ox) that lies inside the input.
func (g *window) eachTapOf(oy, ox int, f func(tap, pos int)) {
	for ky := range g.kh {
		iy, ok := g.rowOf(oy, ky)
		if !ok {
			continue
		}
		for kx := range g.kw {
			if ix := ox*g.sx + kx*g.dx - g.left; ix >= 0 && ix < g.w {
				f(ky*g.kw+kx, iy*g.w+ix)
			}
		}
	}
}

// Backward gathers for each input the gradients of the windows that chose it.
func (l *MaxPool) Backward(s *Pass) {
	which := l.which[1].u8
	s.gather(&l.window, func(dx, dy []float, n, o, tap int) {
		unpack(which, l.index.u8[(n*l.positions()+o)*l.packed:][:l.packed], l.width)
		s.K.AddWhere(dx, dy, which, uint8(tap))
	})
}

// gather builds dx position by position: f adds to the channel vector dx what the
// output at position o of sample n, whose tap reads it, sends back.
func (s *Pass) gather(g *window, f func(dx, dy []float, n, o, tap int)) {
	if s.DX[0] == nil {
		return
	}
	for n := range s.Rows {
		for pos := range g.h * g.w {
			dx := s.Row[0][:g.c]
			clear(dx)
			g.eachOutputOf(pos/g.w, pos%g.w, func(o, tap int) {
				at := (n*g.positions() + o) * g.c
				f(dx, s.DY.Read(s.K, at, at+g.c, s.Row[1]), n, o, tap)
			})
			s.emit(0, (n*g.h*g.w+pos)*g.c, dx)
		}
	}
}

// eachOutputOf calls f for every output that reads input (iy, ix).
func (g *window) eachOutputOf(iy, ix int, f func(o, tap int)) {
	for ky := range g.kh {
		oy, ok := g.outputOf(iy, ky)
		if !ok {
			continue
		}
		for kx := range g.kw {
			x := ix + g.left - kx*g.dx
			if x >= 0 && x%g.sx == 0 && x/g.sx < g.ow {
				f(oy*g.ow+x/g.sx, ky*g.kw+kx)
			}
		}
	}
}
