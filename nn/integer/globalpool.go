package integer

import (
	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// globalPool takes the mean over height and width, rounded half away from zero. The
// gradient is the same for all positions: its scale is divided, not its integers.
type globalPool[X op.Value, A op.Sum] struct {
	single[X, A]
	stored[A]
	name string
	in   op.Shape
	row  []A // gradient of one position
}

func newGlobalPool[X op.Value, A op.Sum](in op.Shape, l *Layer) *globalPool[X, A] {
	g := &globalPool[X, A]{name: l.Name, in: in}
	g.y.shape = op.Shape{N: in.N, H: 1, W: 1, C: in.C}
	return g
}

func (g *globalPool[X, A]) traits() traits { return traits{} }

func (g *globalPool[X, A]) plan(pl *planning, at *site) {
	if at.learns {
		buffer(pl, &g.g, g.name+".gradient", g.y.shape.Len(), at.grad)
		buffer(pl, &g.row, g.name+".gradient of a position", g.in.C, at.grad)
	}
}

func (g *globalPool[X, A]) forward(p *pass) {
	g.y.scale, g.y.zero = g.x.scale, g.x.zero
	positions := g.in.H * g.in.W
	for n := range p.rows {
		for c := range g.in.C {
			var sum int64
			for i := range positions {
				sum += int64(g.x.v[(n*positions+i)*g.in.C+c])
			}
			g.y.v[n*g.in.C+c] = X(op.Mean(sum, int64(positions)))
		}
	}
}

func (g *globalPool[X, A]) backward(p *pass) {
	if g.to == nil {
		return
	}
	positions, c := g.in.H*g.in.W, g.in.C
	for left := rounds(g.to); left > 0; left-- {
		g.to.begin(p, g.scale.Div(fixedpoint.Whole(int64(positions))), left > 1)
		for i := range p.rows * positions {
			copy(g.row, g.g[i/positions*c:])
			g.to.put(i*c, g.row)
		}
		g.to.end()
	}
}
