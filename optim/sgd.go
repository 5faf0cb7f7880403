package optim

import (
	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// SGD moves weights straight along the scaled gradient. It has no memory.
type SGD struct{ rounding }

func newSGD(o Options) Updater { return &SGD{rounding{dither: o.Dither, seed: o.Seed}} }

func (u *SGD) plan(*nn.Planner, *nn.Block, nn.DType) error { return nil }

func (u *SGD) prepare(*kernel.Set, []float) {}

func (u *SGD) rows(k *kernel.Set, b *nn.Block, rows nn.Span, scale, grad []float) {
	for r := rows.From; r < rows.To; r++ {
		u.step(k, b, r, scale, grad[(r-rows.From)*b.Cols:][:b.Cols])
	}
}

func (u *SGD) bias(k *kernel.Set, b *nn.Block, scale, grad []float) {
	k.Step(b.B.Floats(), scale, grad)
}

// rounding stores changed float16 weights, to nearest or stochastically.
type rounding struct {
	dither bool
	seed   uint32
	now    uint32
}

func (r *rounding) begin(info nn.StepInfo) { r.now = uint32(info.Step) }

// step is w -= scale·grad on row number row.
func (r *rounding) step(k *kernel.Set, b *nn.Block, row int, scale, grad []float) {
	lo, hi := row*b.Cols, (row+1)*b.Cols
	switch {
	case b.W.DType != nn.Half:
		k.Step(b.W.Floats()[lo:hi], scale, grad)
	case r.dither:
		k.StepF16Dither(b.W.Halves()[lo:hi], scale, grad, fixedpoint.Key(r.seed, r.now, uint32(4*b.Node+1)), uint32(lo))
	default:
		k.StepF16(b.W.Halves()[lo:hi], scale, grad)
	}
}
