package optim

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// Nesterov is momentum that looks one step ahead (Nesterov 1983; in the form of
// Sutskever et al., ICML 2013): v = mu·v + (1-mu)·step, w -= mu·v + (1-mu)·step.
// Like [Momentum] it is dampened and adds up steps, not gradients, so that it goes
// with every rule of the rates. v is float32: 4 bytes a parameter.
type Nesterov struct {
	rounding
	mu    float
	v, vb map[*nn.Block]*nn.Tensor
	ones  map[*nn.Block]*nn.Tensor // rates of a gradient that holds steps already
}

func newNesterov(o Options) Updater {
	mk := func() map[*nn.Block]*nn.Tensor { return map[*nn.Block]*nn.Tensor{} }
	return &Nesterov{rounding: rounding{dither: o.Dither, seed: o.Seed}, mu: defaultMomentum, v: mk(), vb: mk(), ones: mk()}
}

func (u *Nesterov) plan(p *nn.Planner, b *nn.Block, _ nn.DType) error {
	u.v[b], u.vb[b], u.ones[b] = new(nn.Tensor), new(nn.Tensor), new(nn.Tensor)
	p.Keep(u.v[b], b.Name+".momentum", weightState(b), nn.F32)
	if b.HasBias() {
		p.Keep(u.vb[b], b.Name+".bias momentum", nn.Shape{b.Cols}, nn.F32)
	}
	p.Buffer(u.ones[b], b.Name+".ones", nn.Shape{b.Cols}, nn.F32, nn.At(p.Update(b.Node)))
	return nil
}

func (u *Nesterov) begin(info nn.StepInfo) { u.rounding.begin(info) }

func (u *Nesterov) prepare(k *kernel.Set, scale []float) { k.Scale(scale, 1-u.mu) }

// rows turns the gradient into steps, in place, and takes them.
func (u *Nesterov) rows(k *kernel.Set, b *nn.Block, rows nn.Span, scale, grad []float) {
	v, ones := u.v[b].Floats(), u.one(b)
	for r := rows.From; r < rows.To; r++ {
		g := grad[(r-rows.From)*b.Cols:][:b.Cols]
		u.ahead(v[r*b.Cols:], scale, g)
		u.step(k, b, r, ones, g)
	}
}

func (u *Nesterov) bias(k *kernel.Set, b *nn.Block, scale, grad []float) {
	u.ahead(u.vb[b].Floats(), scale, grad)
	k.Step(b.B.Floats(), u.one(b), grad)
}

func (u *Nesterov) one(b *nn.Block) []float {
	ones := u.ones[b].Floats()
	for i := range ones {
		ones[i] = 1
	}
	return ones
}

// ahead replaces g by the step, scale being the rates times 1-mu.
func (u *Nesterov) ahead(v, scale, g []float) {
	v, scale = v[:len(g)], scale[:len(g)]
	for i := range g {
		s := float(scale[i] * g[i])
		v[i] = float(u.mu*v[i]) + s
		g[i] = float(u.mu*v[i]) + s
	}
}
