package integer

import (
	"edgetune/nn/integer/op"
)

// maxPool takes the largest value of each window, which may overlap. The gradient
// goes to the first of the largest values, found again from the input.
type maxPool[X op.Value, A op.Sum] struct {
	single[X, A]
	stored[A]
	name   string
	window op.Window
	in     op.Shape
	dx     []A
}

func newMaxPool[X op.Value, A op.Sum](in op.Shape, l *Layer) (*maxPool[X, A], error) {
	w, out, err := poolWindow(in, l)
	if err != nil {
		return nil, err
	}
	m := &maxPool[X, A]{name: l.Name, window: w, in: in}
	m.y.shape = out
	return m, nil
}

func (m *maxPool[X, A]) traits() traits { return traits{keepX: true} }

func (m *maxPool[X, A]) plan(pl *planning, at *site) {
	if at.learns {
		buffer(pl, &m.g, m.name+".gradient", m.y.shape.Len(), at.grad)
		buffer(pl, &m.dx, m.name+".input gradient", m.in.Len(), pl.Turn(at.index))
	}
}

func (m *maxPool[X, A]) forward(p *pass) {
	m.y.scale, m.y.zero = m.x.scale, m.x.zero
	for i := range p.rows * m.y.one() {
		m.y.v[i] = m.x.v[m.argmax(i)]
	}
}

func (m *maxPool[X, A]) backward(p *pass) {
	if m.to == nil {
		return
	}
	dx, c := m.dx[:p.rows*m.x.one()], m.in.C
	clear(dx)
	for i := range p.rows * m.y.one() {
		dx[m.argmax(i)] += m.g[i]
	}
	for left := rounds(m.to); left > 0; left-- {
		m.to.begin(p, m.scale, left > 1)
		for at := 0; at < len(dx); at += c {
			m.to.put(at, dx[at:at+c])
		}
		m.to.end()
	}
}

// argmax returns the index of the input that output i takes.
func (m *maxPool[X, A]) argmax(i int) int {
	t, image := tapsOf(&m.window, m.in, m.y.shape, i/m.in.C)
	base := image + i%m.in.C
	best := base + m.window.Index(t, t.Rows.From, t.Cols.From, m.in)
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		for kx := t.Cols.From; kx < t.Cols.To; kx++ {
			if j := base + m.window.Index(t, ky, kx, m.in); m.x.v[j] > m.x.v[best] {
				best = j
			}
		}
	}
	return best
}
