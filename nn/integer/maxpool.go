package integer

import (
	"fmt"

	"edgetune/nn/integer/op"
)

// maxPool takes the largest value of each window. The gradient goes to the first of
// the largest values, found again from the input.
type maxPool[X op.Value, A op.Sum] struct {
	window op.Window
	in     op.Shape
	y      activation[X]
}

func newMaxPool[X op.Value, A op.Sum](in op.Shape, l *Layer) (*maxPool[X, A], error) {
	w, out := l.window(in)
	if out.H < 1 || out.W < 1 {
		return nil, fmt.Errorf("kernel %d × %d is longer than the window %d × %d", w.H, w.W, in.H, in.W)
	}
	if w.Top >= w.H || w.Left >= w.W {
		return nil, fmt.Errorf("some windows lie in the padding; pad less than the kernel")
	}
	return &maxPool[X, A]{window: w, in: in, y: activation[X]{v: make([]X, out.Len()), shape: out}}, nil
}

func (m *maxPool[X, A]) output() *activation[X] { return &m.y }

func (m *maxPool[X, A]) forward(p *pass, x *activation[X]) {
	m.y.scale, m.y.zero = x.scale, x.zero
	for i := range m.size(p.rows) {
		m.y.v[i] = x.v[m.argmax(x.v, i)]
	}
}

func (m *maxPool[X, A]) backward(p *pass, x *activation[X], dy, dx *gradient[A]) {
	dx.v, dx.scale = dx.v[:p.rows*m.in.Len()/m.in.N], dy.scale
	clear(dx.v)
	for i := range m.size(p.rows) {
		dx.v[m.argmax(x.v, i)] += dy.v[i]
	}
}

func (m *maxPool[X, A]) size(rows int) int { return rows * m.y.shape.Len() / m.y.shape.N }

// argmax returns the index of the input that output i takes.
func (m *maxPool[X, A]) argmax(x []X, i int) int {
	c, at := i%m.in.C, i/m.in.C
	t := m.window.At(at/m.y.shape.W%m.y.shape.H, at%m.y.shape.W, m.in)
	base := at/(m.y.shape.H*m.y.shape.W)*m.in.H*m.in.W*m.in.C + c
	best := base + m.window.Index(t, t.Rows.From, t.Cols.From, m.in)
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		for kx := t.Cols.From; kx < t.Cols.To; kx++ {
			if j := base + m.window.Index(t, ky, kx, m.in); x[j] > x[best] {
				best = j
			}
		}
	}
	return best
}
