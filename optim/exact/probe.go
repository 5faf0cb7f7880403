package exact

import (
	"gonum.org/v1/gonum/mat"

	"edgetune/nn"
)

// probe asks a layer's backward pass about backward values of its own making, and
// leaves everything as it was. The memory of an input's gradient may be that of the
// output's, so both are saved.
type probe struct {
	layer  nn.Layer
	pass   nn.Pass
	dy, dx []float // of the used rows
	kept   [2][]float
	rows   int
	out    int // values of an output
	in     int // and of the input asked about
}

// newProbe asks about input j; -1: only about parameters.
func newProbe(l nn.Layer, s *nn.Pass, j int) *probe {
	p := &probe{layer: l, pass: *s, rows: s.Rows, out: s.Y.Shape[1:].Len()}
	p.pass.Add = make([]bool, len(s.DX))
	p.pass.DX = make([]*nn.Tensor, len(s.DX))
	p.dy = s.DY.Floats()[:p.rows*p.out]
	p.kept[0] = append([]float(nil), p.dy...)
	if j >= 0 {
		p.in = s.X[j].Shape[1:].Len()
		p.pass.DX[j] = s.DX[j]
		p.dx = s.DX[j].Floats()[:p.rows*p.in]
		p.kept[1] = append([]float(nil), p.dx...)
	}
	return p
}

func (p *probe) close() {
	copy(p.dx, p.kept[1])
	copy(p.dy, p.kept[0])
}

// ask runs the backward pass with ones at some outputs.
func (p *probe) ask(ones ...int) {
	clear(p.dy)
	for _, i := range ones {
		p.dy[i] = 1
	}
	p.layer.Backward(&p.pass)
}

// Jacobian returns the derivative of a layer's output by its input j, [out × in] for
// each sample. The layer must take samples one by one; see [Coupled].
func Jacobian(l nn.Layer, s *nn.Pass, j int) []*mat.Dense {
	p := newProbe(l, s, j)
	defer p.close()
	all := make([]*mat.Dense, p.rows)
	for n := range all {
		all[n] = mat.NewDense(p.out, p.in, nil)
	}
	ones := make([]int, p.rows)
	for o := range p.out {
		for n := range ones {
			ones[n] = n*p.out + o
		}
		p.ask(ones...)
		for n, m := range all {
			setRow(m, o, p.dx[n*p.in:][:p.in])
		}
	}
	return all
}

// Coupled reports whether the output of one sample depends on other samples, as that
// of a BatchNorm does while it trains.
func Coupled(l nn.Layer, s *nn.Pass) bool {
	if _, ok := l.(*nn.BatchNorm); !ok || s.Rows < 2 {
		return false
	}
	p := newProbe(l, s, 0)
	defer p.close()
	for o := range p.out {
		p.ask(o)
		for _, v := range p.dx[p.in:] {
			if v != 0 {
				return true
			}
		}
	}
	return false
}

// BatchJacobian is [Jacobian] for a layer that couples samples: of the whole batch,
// [rows·out × rows·in].
func BatchJacobian(l nn.Layer, s *nn.Pass, j int) *mat.Dense {
	p := newProbe(l, s, j)
	defer p.close()
	m := mat.NewDense(p.rows*p.out, p.rows*p.in, nil)
	for o := range p.rows * p.out {
		p.ask(o)
		setRow(m, o, p.dx)
	}
	return m
}

func setRow(m *mat.Dense, row int, v []float) {
	for i, x := range v {
		m.Set(row, i, float64(x))
	}
}

// Rows returns what the weights of each group multiply: a row for each sample and
// output position, the patches of a convolution. The groups of a depthwise layer and
// of a BatchNorm are its channels.
func Rows(l nn.Trainable, s *nn.Pass) []*mat.Dense {
	b := l.Block()
	p := newProbe(l, s, -1)
	defer p.close()
	groups := groupsOf(b)
	wide, places := b.Cols/groups, p.rows*p.out/b.Cols
	all := make([]*mat.Dense, groups)
	for g := range all {
		all[g] = mat.NewDense(places, b.Rows, nil)
	}
	grad, ones := make([]float, b.Rows*b.Cols), make([]int, b.Cols)
	for at := range places {
		for c := range ones {
			ones[c] = at*b.Cols + c
		}
		p.ask(ones...)
		l.Grad(&p.pass, nn.Span{To: b.Rows}, grad)
		for g, m := range all {
			for r := range b.Rows {
				m.Set(at, r, float64(grad[r*b.Cols+g*wide]))
			}
		}
	}
	return all
}

// groupsOf returns the number of column groups that read inputs of their own.
func groupsOf(b *nn.Block) int {
	if b.Means == 0 {
		return b.Cols
	}
	return b.Groups
}
