package optim

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// none is embedded by rates that look at no other node.
type none struct{}

func (none) begin(nn.StepInfo)                    {}
func (none) visit(int, []int, nn.Layer, *nn.Pass) {}
func (none) centres(*nn.Block) bool               { return false }
func (none) whole() bool                          { return false }
func (none) weighs(*nn.Block, int) bool           { return true }

// Constant is one rate for all layers. With a cap tau > 0, no layer moves by more
// than tau of its own length: LARC (You, Gitman, Ginsburg, arXiv 1708.03888).
type Constant struct {
	none
	eta, tau float
	total    int
}

func newConstant(o Options) Rates {
	fallback := 0.01
	if ScalesItself(o.Updater) {
		fallback = 1e-3
	}
	return &Constant{eta: or(o.Eta, fallback), tau: max(0, float(o.Tau)), total: o.Steps}
}

func (c *Constant) norms() bool { return c.tau > 0 }

func (c *Constant) scale(b *nn.Block, st *state, info nn.StepInfo) bool {
	d := decay(info.Step, c.total)
	st.fill(capped(b, st, info.Unscale, c.eta*d, c.tau*d) * info.Unscale)
	return true
}

func (st *state) fill(rate float) {
	for i := range st.s {
		st.s[i] = rate
	}
}

// capped lowers rate so that the layer moves by at most tau of its length.
func capped(b *nn.Block, st *state, u, rate, tau float) float {
	if tau <= 0 {
		return rate
	}
	st.fill(1)
	g2 := st.length2(b, u)
	if step, most := rate*kernel.Sqrt(g2), tau*(kernel.Sqrt(st.w2)+weightFloor); step > most {
		return rate * (most / step)
	}
	return rate
}
