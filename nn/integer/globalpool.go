package integer

import "edgetune/nn/integer/op"

// globalPool takes the mean over height and width, rounded half away from zero. The
// gradient is the same for all positions: its scale is divided, not its integers.
type globalPool[X op.Value, A op.Sum] struct {
	in op.Shape
	y  activation[X]
}

func newGlobalPool[X op.Value, A op.Sum](in op.Shape) *globalPool[X, A] {
	out := op.Shape{N: in.N, H: 1, W: 1, C: in.C}
	return &globalPool[X, A]{in: in, y: activation[X]{v: make([]X, out.Len()), shape: out}}
}

func (g *globalPool[X, A]) output() *activation[X] { return &g.y }

func (g *globalPool[X, A]) forward(p *pass, x *activation[X]) {
	g.y.scale, g.y.zero = x.scale, x.zero
	positions := g.in.H * g.in.W
	for n := range p.rows {
		for c := range g.in.C {
			var sum int64
			for i := range positions {
				sum += int64(x.v[(n*positions+i)*g.in.C+c])
			}
			g.y.v[n*g.in.C+c] = X(op.Mean(sum, int64(positions)))
		}
	}
}

func (g *globalPool[X, A]) backward(p *pass, _ *activation[X], dy, dx *gradient[A]) {
	positions := g.in.H * g.in.W
	dx.v, dx.scale = dx.v[:p.rows*positions*g.in.C], dy.scale/float64(positions)
	for i := range dx.v {
		dx.v[i] = dy.v[i/(positions*g.in.C)*g.in.C+i%g.in.C]
	}
}
