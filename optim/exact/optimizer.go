package exact

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"edgetune/nn"
)

// Optimizer steps along exact back-matching: backward values are matched from layer
// to layer, and the weights of each move by eta of what matches its output. It
// implements nn.Optimizer.
//
// Where branches meet in a sum, each gets the sum's own backward value; the point
// where they part gets the value that matches through all of them at once, (I + J)⁺ g
// for a block with the Jacobian J beside a shortcut.
type Optimizer struct {
	Eta float64
	Options
	// Seen is told what matched: the backward value of a block's output, and the
	// change of its weights and bias. May be nil.
	Seen func(b *nn.Block, g, w, bias []float64)

	arrived map[int][]arrival
	g       map[int][]float64 // matched, of the output of each node
	err     error
}

// New returns an optimiser for one model of float32 storage.
func New(eta float64, o Options) *Optimizer { return &Optimizer{Eta: eta, Options: o} }

// arrival is what a reader of a node hands to it.
type arrival struct {
	g   []float64
	jac []*mat.Dense // from here to the end of the innermost open sum, of each sample
	sum *sum
}

// sum is a node at which branches meet, until the point where they part is reached.
type sum struct {
	g     []float64
	outer arrival // at the sum's output
}

// Err returns what could not be matched, if anything; the step is then that of plain
// gradients below it.
func (o *Optimizer) Err() error { return o.err }

// Plan implements nn.Optimizer.
func (o *Optimizer) Plan(_ *nn.Planner, _ []*nn.Block, d nn.DType) error {
	if d != nn.F32 {
		return fmt.Errorf("optim/exact: storage %v; build the model with float32", d)
	}
	return nil
}

// Begin implements nn.Optimizer.
func (o *Optimizer) Begin(nn.StepInfo) {
	o.arrived, o.g, o.err = map[int][]arrival{}, map[int][]float64{}, nil
}

// Visit replaces the backward value of a node's output by the matched one and hands
// it on.
func (o *Optimizer) Visit(node int, from []int, l nn.Layer, s *nn.Pass) {
	dy := s.DY.Floats()[:s.Rows*s.Y.Shape[1:].Len()]
	a, err := o.meet(o.arrived[node], s.Rows)
	if err != nil {
		o.err = fmt.Errorf("optim/exact: node %d: %w", node, err)
	}
	if a.g == nil { // the loss's own, or what could not be matched
		a.g = widen(dy)
	}
	for i, v := range a.g {
		dy[i] = float(v)
	}
	o.g[node] = a.g
	for j, up := range from {
		if s.DX[j] != nil {
			o.arrived[up] = append(o.arrived[up], o.through(a, l, s, j))
		}
	}
}

func widen(v []float) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

// through matches a at the input j of a layer.
func (o *Optimizer) through(a arrival, l nn.Layer, s *nn.Pass, j int) arrival {
	if len(s.X) > 1 {
		jac := Jacobian(l, s, j)
		return arrival{g: a.g, jac: jac, sum: &sum{a.g, a}}
	}
	in := arrival{g: Input(l, s, j, a.g, o.Options), sum: a.sum}
	if a.sum != nil && !Coupled(l, s) {
		in.jac = product(a.jac, Jacobian(l, s, j))
	}
	return in
}

// product multiplies sample by sample.
func product(a, b []*mat.Dense) []*mat.Dense {
	if a == nil {
		return nil
	}
	out := make([]*mat.Dense, len(a))
	for n := range a {
		out[n] = new(mat.Dense)
		out[n].Mul(a[n], b[n])
	}
	return out
}

var (
	errBranches = errors.New("branches that do not meet in one sum; match simpler nets")
	errCoupled  = errors.New("a branch couples samples; freeze the statistics of BatchNorm")
)

// meet joins what the readers of a node hand to it.
func (o *Optimizer) meet(all []arrival, samples int) (arrival, error) {
	switch len(all) {
	case 0:
		return arrival{}, nil
	case 1:
		return all[0], nil
	}
	total := make([]*mat.Dense, samples)
	for _, a := range all {
		if a.sum == nil || &a.sum.g[0] != &all[0].sum.g[0] {
			return arrival{}, errBranches
		}
		if a.jac == nil {
			return arrival{}, errCoupled
		}
		for n := range total {
			if total[n] == nil {
				total[n] = mat.DenseCopyOf(a.jac[n])
			} else {
				total[n].Add(total[n], a.jac[n])
			}
		}
	}
	end := all[0].sum
	in := arrival{sum: end.outer.sum, jac: product(end.outer.jac, total)}
	for n, m := range total {
		in.g = append(in.g, column(Solve(m, one(end.g, n, samples), o.Options, rankShare))...)
	}
	return in, nil
}

// Update implements nn.Optimizer.
func (o *Optimizer) Update(b *nn.Block, l nn.Trainable, s *nn.Pass) bool {
	g := o.g[b.Node]
	dy := s.DY.Floats()
	for i, v := range g { // the backward pass may have written over it
		dy[i] = float(v)
	}
	w, bias := Params(l, s, g, o.Options)
	for _, v := range append(append([]float64(nil), w...), bias...) {
		if v-v != 0 {
			return false
		}
	}
	if o.Seen != nil {
		o.Seen(b, g, w, bias)
	}
	move(b.W.Floats(), w, o.Eta)
	move(b.B.Floats(), bias, o.Eta)
	return true
}

func move(to []float, by []float64, eta float64) {
	for i, v := range by {
		to[i] -= float(eta * v)
	}
}
