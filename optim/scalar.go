package optim

import (
	"edgetune/nn"
)

// Scalar is back-matching with a product of scalars: the rate of a block is
// eta/(c+eps), c the curvature that nn.Matcher collects from the head down, and no
// block moves by more than tau of its length. docs/backmatching.md.
type Scalar struct {
	eta, tau float
	total    int
	step     int
	refresh  bool
	walk     map[int]*nn.Match // at the output of each node
	c        map[int]float
}

const (
	scalarEta    = 1
	scalarTau    = 0.02
	scalarEps    = 1e-8
	refreshEvery = 50
	refreshFirst = 5 // every one of the first steps
	refreshKeep  = 0.5
)

func newScalar(o Options) Rates {
	return &Scalar{eta: or(o.Eta, scalarEta), tau: max(0, or(o.Tau, scalarTau)), total: o.Steps, walk: map[int]*nn.Match{}, c: map[int]float{}}
}

func (r *Scalar) centres(*nn.Block) bool { return false }

func (r *Scalar) whole() bool { return false }

func (r *Scalar) weighs(*nn.Block, int) bool { return true }

func (r *Scalar) norms() bool { return r.tau > 0 }

func (r *Scalar) begin(info nn.StepInfo) {
	r.step = info.Step
	r.refresh = info.Step <= refreshFirst || info.Step%refreshEvery == 0
	for _, m := range r.walk {
		m.Reset()
	}
}

// visit passes the curvature on from a node to the nodes that it reads.
func (r *Scalar) visit(node int, from []int, layer nn.Layer, s *nn.Pass) {
	if !r.refresh {
		return
	}
	m := r.at(node, s)
	if m.Parts == 0 {
		m.Start(s)
	}
	if l, ok := layer.(nn.Matcher); ok {
		l.Match(s, m)
	}
	if m.HasC {
		r.blend(node, m.C)
	}
	for _, j := range from {
		if j >= 0 {
			r.at(j, s).Join(m)
		}
	}
}

func (r *Scalar) at(node int, s *nn.Pass) *nn.Match {
	m := r.walk[node]
	if m == nil {
		m = nn.NewMatch(s)
		r.walk[node] = m
	}
	return m
}

// blend ignores a curvature that is not finite.
func (r *Scalar) blend(node int, c float) {
	if !isFinite(c) {
		return
	}
	if old, ok := r.c[node]; ok {
		c = float(refreshKeep*old) + float((1-refreshKeep)*c)
	}
	r.c[node] = c
}

func (r *Scalar) scale(b *nn.Block, st *state, info nn.StepInfo) bool {
	d := decay(info.Step, r.total)
	rate := r.eta * d / (r.c[b.Node] + scalarEps)
	st.fill(capped(b, st, info.Unscale, rate, r.tau*d) * info.Unscale)
	return true
}
