package optim

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// LARS gives every layer a step of one relative length, whatever its gradient:
// rate = eta·|w|/|g|, over weight and bias together (You, Gitman, Ginsburg, arXiv
// 1708.03888, eq. 6, without weight decay; eta stands for their product of trust
// coefficient and global rate).
type LARS struct {
	none
	eta   float
	total int
}

// larsEta was the best single value over ten tasks of fine-tuning.
const larsEta = 0.01

func newLARS(o Options) Rates { return &LARS{eta: or(o.Eta, larsEta), total: o.Steps} }

func (l *LARS) norms() bool { return true }

func (l *LARS) scale(b *nn.Block, st *state, info nn.StepInfo) bool {
	st.fill(1)
	g2 := st.length2(b, info.Unscale)
	if g2 == 0 {
		return false
	}
	rate := l.eta * decay(info.Step, l.total) * (kernel.Sqrt(st.w2) + weightFloor) / (kernel.Sqrt(g2) + tiny)
	st.fill(rate * info.Unscale)
	return true
}
