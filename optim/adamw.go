package optim

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// AdamW is Adam whose weights also shrink by rate·decay, apart from the gradient
// (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2). Biases, gamma and beta do
// not shrink.
type AdamW struct {
	*Adam
	decay float
	wide  map[*nn.Block]*nn.Tensor // one row of weights
}

const adamDecay = 0.01

func newAdamW(o Options) Updater {
	return &AdamW{Adam: newAdam(o).(*Adam), decay: adamDecay, wide: map[*nn.Block]*nn.Tensor{}}
}

func (u *AdamW) plan(p *nn.Planner, b *nn.Block, d nn.DType) error {
	u.wide[b] = new(nn.Tensor)
	p.Buffer(u.wide[b], b.Name+".wide weights", nn.Shape{b.Cols}, nn.F32, nn.At(p.Update(b.Node)))
	return u.Adam.plan(p, b, d)
}

// rows adds decay·w to Adam's direction.
func (u *AdamW) rows(k *kernel.Set, b *nn.Block, rows nn.Span, scale, grad []float) {
	if b.Means == 0 {
		u.Adam.rows(k, b, rows, scale, grad)
		return
	}
	u.move(b, rows, grad)
	for r := rows.From; r < rows.To; r++ {
		g, at := grad[(r-rows.From)*b.Cols:][:b.Cols], r*b.Cols
		k.Axpy(g, u.decay, b.W.Read(k, at, at+b.Cols, u.wide[b].Floats()))
		u.step(k, b, r, scale, g)
	}
}
