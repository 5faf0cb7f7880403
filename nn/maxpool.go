package nn

import (
	"math"
	"math/bits"
)

// MaxPool keeps the largest value of each window, and, for the gradient, which one
// it was: the index is packed in 1, 2, 4 or 8 bits, so that the input need not be
// kept. Ties go to the first tap.
type MaxPool struct {
	window
	spec  NodeSpec
	width uint // bits of an index
	index Tensor
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
	g, err := newWindow(at.In[0], l.spec)
	if err != nil {
		return nil, err
	}
	l.window = g
	if taps := g.kh * g.kw; taps > 256 {
		return nil, errPool(taps)
	}
	l.width = uint(bits.Len(uint(g.kh*g.kw - 1)))
	for 8%max(l.width, 1) != 0 {
		l.width++
	}
	l.width = max(l.width, 1)
	if at.Training {
		n := at.Batch * ((g.positions()*g.c*int(l.width) + 7) / 8)
		at.Buffer(&l.index, "which", Shape{n}, Byte, Life{at.Index, at.Backward(at.Index)})
	}
	return g.shape(g.c), nil
}

// Traits: nothing but the index is kept.
func (l *MaxPool) Traits() Traits { return Traits{} }

// Forward costs one comparison per tap.
func (l *MaxPool) Forward(s *Pass) {
	clear(l.index.u8)
	for n := range s.Rows {
		for oy := range l.oh {
			for ox := range l.ow {
				l.forwardAt(s, n, oy, ox)
			}
		}
	}
}

// forwardAt computes the channel vector of one output.
func (l *MaxPool) forwardAt(s *Pass, n, oy, ox int) {
	best, which := s.Row[0][:l.c], s.Row[1][:l.c]
	for i := range best {
		best[i] = float(math.Inf(-1))
	}
	clear(which)
	l.eachTapOf(oy, ox, func(tap, pos int) {
		at := (n*l.h*l.w + pos) * l.c
		for i, v := range s.X[0].Read(s.K, at, at+l.c, s.Row[2]) {
			if v > best[i] || v != v {
				best[i], which[i] = v, float(tap)
			}
		}
	})
	at := ((n*l.oh+oy)*l.ow + ox) * l.c
	s.Y.Write(s.K, at, best)
	if s.Train {
		for i, w := range which {
			l.remember(n, at-n*l.positions()*l.c+i, int(w))
		}
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

// slot returns the byte and shift of the index of output i of sample n.
func (l *MaxPool) slot(n, i int) (int, uint) {
	perSample := (l.positions()*l.c*int(l.width) + 7) / 8
	bit := i * int(l.width)
	return n*perSample + bit/8, uint(bit % 8)
}

func (l *MaxPool) remember(n, i, tap int) {
	at, shift := l.slot(n, i)
	l.index.u8[at] |= uint8(tap) << shift
}

func (l *MaxPool) recall(n, i int) int {
	at, shift := l.slot(n, i)
	return int(l.index.u8[at] >> shift & uint8(1<<l.width-1))
}

// Backward gathers for each input the gradients of the windows that chose it.
func (l *MaxPool) Backward(s *Pass) {
	s.gather(&l.window, func(dx, dy []float, n, o, tap int) {
		for i, v := range dy {
			if l.recall(n, o*l.c+i) == tap {
				dx[i] += v
			}
		}
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
