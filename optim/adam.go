package optim

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// Adam keeps running means of gradient and squared gradient, in float32 (Kingma
// and Ba, arXiv 1412.6980, algorithm 1).
type Adam struct {
	rounding
	m, v, mb, vb map[*nn.Block]*nn.Tensor
	c1, c2       float // bias corrections of this step
	pow1, pow2   float
	unscale      float
}

const (
	adamBeta1 = 0.9
	adamBeta2 = 0.999
	adamEps   = 1e-8
)

func newAdam(o Options) Updater {
	mk := func() map[*nn.Block]*nn.Tensor { return map[*nn.Block]*nn.Tensor{} }
	return &Adam{rounding: rounding{dither: o.Dither, seed: o.Seed}, m: mk(), v: mk(), mb: mk(), vb: mk(), pow1: 1, pow2: 1}
}

func (u *Adam) plan(p *nn.Planner, b *nn.Block, _ nn.DType) error {
	for _, t := range []struct {
		at   map[*nn.Block]*nn.Tensor
		name string
		s    nn.Shape
	}{
		{u.m, "first moment", weightState(b)},
		{u.v, "second moment", weightState(b)},
		{u.mb, "bias first moment", nn.Shape{b.Cols}},
		{u.vb, "bias second moment", nn.Shape{b.Cols}},
	} {
		t.at[b] = new(nn.Tensor)
		p.Keep(t.at[b], b.Name+"."+t.name, t.s, nn.F32)
	}
	return nil
}

func (u *Adam) begin(info nn.StepInfo) {
	u.rounding.begin(info)
	u.pow1, u.pow2 = float(u.pow1*adamBeta1), float(u.pow2*adamBeta2)
	u.c1, u.c2 = 1/(1-u.pow1), 1/(1-u.pow2)
	u.unscale = info.Unscale
}

// prepare takes the loss scale out of the rates: the direction is free of it.
func (u *Adam) prepare(k *kernel.Set, scale []float) { k.Scale(scale, 1/u.unscale) }

// rows turns the gradient into Adam's direction, in place, and steps along it.
func (u *Adam) rows(k *kernel.Set, b *nn.Block, rows nn.Span, scale, grad []float) {
	u.move(b, rows, grad)
	for r := rows.From; r < rows.To; r++ {
		u.step(k, b, r, scale, grad[(r-rows.From)*b.Cols:][:b.Cols])
	}
}

// move replaces the gradient of some rows by Adam's direction.
func (u *Adam) move(b *nn.Block, rows nn.Span, grad []float) {
	lo, hi := rows.From*b.Cols, rows.To*b.Cols
	u.direct(u.m[b].Floats()[lo:hi], u.v[b].Floats()[lo:hi], grad)
}

func (u *Adam) bias(k *kernel.Set, b *nn.Block, scale, grad []float) {
	u.direct(u.mb[b].Floats(), u.vb[b].Floats(), grad)
	k.Step(b.B.Floats(), scale, grad)
}

// direct replaces g by mhat/(sqrt(vhat)+eps).
func (u *Adam) direct(m, v, g []float) {
	v, g = v[:len(m)], g[:len(m)]
	for i := range m {
		x := g[i] * u.unscale
		m[i] = float(adamBeta1*m[i]) + float((1-adamBeta1)*x)
		v[i] = float(adamBeta2*v[i]) + float((1-adamBeta2)*float(x*x))
		g[i] = m[i] * u.c1 / (kernel.Sqrt(v[i]*u.c2) + adamEps)
	}
}
