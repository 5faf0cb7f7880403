package optim

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// Momentum is dampened: v = mu·v + (1-mu)·step, w -= v, so that a rate keeps its
// meaning. v is stored as the weights are, the bias's in float32.
type Momentum struct {
	mu    float
	v, vb map[*nn.Block]*nn.Tensor
}

const defaultMomentum = 0.9

func newMomentum(Options) Updater {
	return &Momentum{mu: defaultMomentum, v: map[*nn.Block]*nn.Tensor{}, vb: map[*nn.Block]*nn.Tensor{}}
}

func (u *Momentum) begin(nn.StepInfo) {}

func (u *Momentum) plan(p *nn.Planner, b *nn.Block, d nn.DType) error {
	u.v[b], u.vb[b] = new(nn.Tensor), new(nn.Tensor)
	p.Keep(u.v[b], b.Name+".momentum", weightState(b), b.W.DType)
	if !b.NoBias {
		p.Keep(u.vb[b], b.Name+".bias momentum", nn.Shape{b.Cols}, nn.F32)
	}
	return nil
}

func (u *Momentum) prepare(k *kernel.Set, scale []float) { k.Scale(scale, 1-u.mu) }

func (u *Momentum) rows(k *kernel.Set, b *nn.Block, rows nn.Span, scale, grad []float) {
	v := u.v[b]
	for r := rows.From; r < rows.To; r++ {
		lo, hi := r*b.Cols, (r+1)*b.Cols
		g := grad[(r-rows.From)*b.Cols:][:b.Cols]
		if b.W.DType == nn.Half {
			k.MomentumF16(b.W.Halves()[lo:hi], v.Halves()[lo:hi], scale, g, u.mu)
		} else {
			k.Momentum(b.W.Floats()[lo:hi], v.Floats()[lo:hi], scale, g, u.mu)
		}
	}
}

func (u *Momentum) product(b *nn.Block, s *nn.Pass, scale, room []float) {
	v, x, dy := u.v[b], s.X[0], s.DY
	if b.W.DType == nn.Half {
		s.K.MomentumProductF16(b.Rows, b.Cols, s.Rows, x.Halves(), b.Rows, dy.Halves(), b.Cols, b.W.Halves(), v.Halves(), scale, room, u.mu)
	} else {
		s.K.MomentumProduct(b.Rows, b.Cols, s.Rows, x.Floats(), b.Rows, dy.Floats(), b.Cols, b.W.Floats(), v.Floats(), scale, room, u.mu)
	}
}

func (u *Momentum) bias(k *kernel.Set, b *nn.Block, scale, grad []float) {
	k.Momentum(b.B.Floats(), u.vb[b].Floats(), scale, grad, u.mu)
}
