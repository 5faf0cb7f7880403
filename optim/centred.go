package optim

import (
	"cmp"

	"edgetune/internal/kernel"
	"edgetune/nn"
)

// Centred is the centred balanced step, the default of fine-tuning: back-matching
// of weight and bias jointly, in which the mean of the input is matched exactly and
// its covariance by a scalar. Each linear layer moves by tau of its own length
// along its centred gradient, whose output channels are balanced among themselves by
// the square root of their norms; the step shrinks in proportion to the gradient, as
// a least-squares solution does. docs/backmatching.md, steps 1 to 8.
type Centred struct {
	none
	tau     float
	total   int
	balance string
}

// Constants of the step.
const (
	defaultTau   = 0.12
	rowTau       = 0.08 // where the level of the rows is balanced away
	maxTau       = 0.15 // whatever eta and tau ask for: twice the default lost on most nets, ten times made some diverge
	mostWindows  = 2    // of each class in a batch that lengthen the step
	normShare    = 0.25 // of tau, for gamma and beta: they move beside the layer before them
	balanceFloor = 1e-3 // share of the mean square in the balance of a row
	weightFloor  = 1e-3 // length that a layer of zeros is given
	tiny         = 1e-30
)

// The ways to balance the centred gradient: of the rows of docs/backmatching.md,
// which are output channels, and of its columns, which are inputs. Balancing rows
// alone takes the square root of the whole gradient's length away; "among" gives it
// back, so that rows are balanced among themselves.
const (
	balanceNone   = "none"
	balanceAmong  = "among"
	balanceRow    = "row"
	balanceRowCol = "row_col"
)

var balances = []string{"", balanceNone, balanceAmong, balanceRow, balanceRowCol}

func newCentred(o Options) Rates {
	c := &Centred{total: o.Steps, balance: cmp.Or(o.Balance, balanceAmong)}
	fallback := defaultTau
	if c.balance != balanceAmong {
		fallback = rowTau
	}
	c.tau = min(maxTau, or(o.Tau, fallback)*or(o.Eta, 1))
	return c
}

// centres: a layer without bias cannot give back what centring takes.
func (c *Centred) centres(b *nn.Block) bool { return b.Means > 0 && !b.NoBias }

func (c *Centred) norms() bool { return true }

// The length of the weights is measured in each of the first steps, which are the
// longest, and then in one of several, in other steps for other blocks: it changes by
// far less than a step.
const (
	weighFirst = 8
	weighEvery = 8
)

func (c *Centred) weighs(b *nn.Block, steps int) bool {
	return steps < weighFirst || (steps+b.Node)%weighEvery == 0
}

func (c *Centred) whole() bool { return c.balance == balanceRowCol }

func (c *Centred) scale(b *nn.Block, st *state, info nn.StepInfo) bool {
	u := info.Unscale
	if c.balance == balanceNone || b.Means == 0 {
		st.fill(1)
	} else {
		st.balance(b, u, c.balance == balanceAmong)
	}
	if c.whole() && b.Means > 0 {
		st.balanceInputs(b, u)
	}
	n2 := st.length2(b, u)
	if st.steps == 1 {
		st.v = n2
	} else {
		st.v += (n2 - st.v) / float(st.steps)
	}
	if n2 == 0 {
		return false
	}
	k := c.length(b, st, info) * (kernel.Sqrt(st.w2) + weightFloor) / (kernel.Sqrt(max(st.v, n2)) + tiny)
	for i := range st.s {
		st.s[i] *= k * u
	}
	return true
}

// length is how far the block may move, relative to its own length. Where T is not
// known, steps without a finite gradient do not count.
func (c *Centred) length(b *nn.Block, st *state, info nn.StepInfo) float {
	tau := c.tau * told(info)
	if b.Means == 0 {
		tau *= normShare
	}
	if c.total > 0 {
		return tau * decay(info.Step, c.total)
	}
	return tau * fade(st.steps)
}

// told is how much longer or shorter a step is for what its batch tells of the classes:
// the square root of the windows of each, since the error of a mean falls so.
func told(info nn.StepInfo) float {
	if info.Classes < 2 {
		return 1
	}
	return kernel.Sqrt(min(mostWindows, float(info.Rows)/float(info.Classes)))
}

// length2 returns the squared length of the balanced step.
func (st *state) length2(b *nn.Block, u float) (n2 float) {
	q, h, hx := st.q[:len(st.s)], st.h[:len(st.s)], st.hx[:len(st.s)]
	if !b.HasBias() {
		for i, s := range st.s {
			n2 += float(float(float(s*s)*q[i]) * u * u)
		}
		return n2
	}
	for i, s := range st.s {
		ub := h[i] - hx[i]
		n2 += float(float(float(s*s)*(q[i]+float(ub*ub))) * u * u)
	}
	return n2
}
