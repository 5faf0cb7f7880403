package optim

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"edgetune/internal/kernel"
	"edgetune/nn"
)

// Rates decide how far each output channel of a block moves along its gradient.
type Rates interface {
	// begin starts a step.
	begin(info nn.StepInfo)
	// visit sees every node of the net, last first, with the weights of this step.
	visit(node int, from []int, layer nn.Layer, s *nn.Pass)
	// centres says that the input mean is taken out of the block's gradient.
	centres(b *nn.Block) bool
	// norms says that scale needs the norms of the gradient.
	norms() bool
	// weighs says that scale needs the length of the block's weights measured again
	// in the step after that many; else it is that of an earlier step.
	weighs(b *nn.Block, steps int) bool
	// whole says that scale changes the gradient, which is then kept in one piece
	// even where the budget is short.
	whole() bool
	// scale sets st.scale from what was measured. It reports false to leave the
	// block as it is.
	scale(b *nn.Block, st *state, info nn.StepInfo) bool
}

// Updater changes weights along a gradient, with memory of its own.
type Updater interface {
	plan(p *nn.Planner, b *nn.Block, d nn.DType) error
	begin(info nn.StepInfo)
	// prepare adjusts the rates of a block before its first row changes.
	prepare(k *kernel.Set, scale []float)
	// rows changes rows of W by -scale·grad, per column.
	rows(k *kernel.Set, b *nn.Block, rows nn.Span, scale, grad []float)
	// bias changes the bias row likewise.
	bias(k *kernel.Set, b *nn.Block, scale, grad []float)
}

// productUpdater is an updater that moves weights along a gradient that is a product of
// few rows, Xᵀ·dY, without storing it.
type productUpdater interface {
	// product changes W by -scale·grad, per column; room is scratch for some rows.
	product(b *nn.Block, s *nn.Pass, scale, room []float)
}

// Optimizer joins rates and an updater. It implements nn.Optimizer.
type Optimizer struct {
	rates   Rates
	updater Updater
	states  map[int]*state
	info    nn.StepInfo
}

// New returns an optimiser for one model.
func New(r Rates, u Updater) *Optimizer { return &Optimizer{rates: r, updater: u} }

// state is what the optimiser keeps of one block and measures in one step.
type state struct {
	grad    nn.Tensor // one panel, or the whole gradient where norms are needed
	panel   int       // rows of grad
	cols    [4]nn.Tensor
	xbar    nn.Tensor // running mean of the input
	now     nn.Tensor // mean of this step's input
	each    nn.Tensor // factors of the rows, where they are balanced too
	low     lowRank   // where the gradient need not exist to be measured
	factors nn.Tensor // its place
	steps   int       // with a finite gradient, since the start
	v       float     // running mean square of the step
	w2      float     // the weights' sum of squares, as it was measured last

	// Of this step, per column: bias gradient; the (centred) gradient's sum of
	// squares and its product with xbar; the rate.
	h, q, hx, s []float
}

// panelFloats is the size that panels of a gradient aim at: 8 KiB.
const panelFloats = 2048

// Plan plans gradient panels, column vectors and the updater's memory.
func (o *Optimizer) Plan(p *nn.Planner, blocks []*nn.Block, d nn.DType) error {
	o.states = make(map[int]*state, len(blocks))
	for _, b := range blocks {
		st := &state{panel: min(b.Rows, max(8, panelFloats/b.Cols))}
		o.states[b.Node] = st
		if b.Part == nn.Biases {
			o.planBiases(p, b, st)
		} else {
			o.planState(p, b, st)
		}
		if err := o.updater.plan(p, b, d); err != nil {
			return err
		}
	}
	return nil
}

func (o *Optimizer) planState(p *nn.Planner, b *nn.Block, st *state) {
	life, name, least := nn.At(p.Update(b.Node)), b.Name+".gradient", 0
	switch st.low.on = o.isLowRank(b); {
	case st.low.on && o.rates.centres(b):
		name += " panel"
		p.Buffer(&st.factors, b.Name+".factors", nn.Shape{o.factorFloats(b)}, nn.F32, life)
	case st.low.on:
		name += " panel"
		least = o.factorFloats(b)
	case o.rates.norms() && p.Recompute && !o.rates.whole():
		name += " panel (computed twice)"
	case o.rates.norms():
		st.panel = b.Rows
	default:
		name += " panel"
	}
	p.Buffer(&st.grad, name, nn.Shape{max(st.panel*b.Cols, least)}, nn.F32, life)
	o.planColumns(p, b, st)
	if o.rates.whole() {
		p.Buffer(&st.each, b.Name+".input balance", nn.Shape{b.Rows + 1}, nn.F32, life)
	}
	if o.rates.centres(b) {
		p.Keep(&st.xbar, b.Name+".input mean", nn.Shape{b.Means}, nn.F32)
		p.Buffer(&st.now, b.Name+".input mean now", nn.Shape{b.Means}, nn.F32, life)
	}
}

// planColumns plans what is measured for each column.
func (o *Optimizer) planColumns(p *nn.Planner, b *nn.Block, st *state) {
	for i, what := range []string{"bias gradient", "row norms", "centring", "rates"} {
		p.Buffer(&st.cols[i], b.Name+"."+what, nn.Shape{b.Cols}, nn.F32, nn.At(p.Update(b.Node)))
	}
}

// Begin starts a step.
func (o *Optimizer) Begin(info nn.StepInfo) {
	o.info = info
	o.rates.begin(info)
	o.updater.begin(info)
}

// Visit shows a node to the rates.
func (o *Optimizer) Visit(node int, from []int, layer nn.Layer, s *nn.Pass) {
	o.rates.visit(node, from, layer, s)
}

// Update changes one block.
func (o *Optimizer) Update(b *nn.Block, layer nn.Trainable, s *nn.Pass) bool {
	st := o.states[b.Node]
	st.open()
	if b.Part == nn.Biases {
		return o.updateBiases(b, st, layer, s)
	}
	layer.GradBias(s, st.h)
	if o.rates.norms() && !o.measure(b, st, layer, s) || !st.finite(b, layer, s, o.rates.norms()) {
		return false
	}
	st.steps++
	if o.rates.scale(b, st, o.info) {
		o.apply(b, st, layer, s)
	}
	return true
}

// open points the column vectors at their memory.
func (st *state) open() {
	for i, dst := range []*[]float{&st.h, &st.q, &st.hx, &st.s} {
		*dst = st.cols[i].Floats()
	}
	clear(st.q)
	clear(st.hx)
}

// measure sums, per column of the (centred) gradient, its squares and its products with
// the input mean, and the squares of the weights where rates want them again. It reports
// false, early, where the input mean is not finite: that must not enter the running mean.
func (o *Optimizer) measure(b *nn.Block, st *state, layer nn.Trainable, s *nn.Pass) bool {
	if st.xbar.Bound() {
		layer.Mean(s, st.now.Floats())
		if !isFinite(s.K.Sum(st.now.Floats())) {
			return false
		}
		st.follow(s.K)
	}
	if o.rates.weighs(b, st.steps) {
		st.w2 = st.weigh(b, s.K)
	}
	if st.low.on {
		st.measureLowRank(b, s)
		return true
	}
	for lo := 0; lo < b.Rows; lo += st.panel {
		st.measure(b, layer, s, nn.Span{From: lo, To: min(lo+st.panel, b.Rows)})
	}
	return true
}

// weigh returns the sum of squares of weights and bias. The gradient's place is still
// free.
func (st *state) weigh(b *nn.Block, k *kernel.Set) (sum float) {
	n, wide := b.Rows*b.Cols, min(panelFloats, st.grad.Len())
	for lo := 0; lo < n; lo += wide {
		sum += k.SumSq(b.W.Read(k, lo, min(lo+wide, n), st.grad.Floats()))
	}
	if b.HasBias() {
		for _, v := range b.B.Floats() {
			sum += float(v * v)
		}
	}
	return sum
}

// measure computes rows of the gradient, centres them and sums.
func (st *state) measure(b *nn.Block, layer nn.Trainable, s *nn.Pass, rows nn.Span) {
	g := st.grad.Floats()[:rows.Len()*b.Cols]
	layer.Grad(s, rows, g)
	for r := range rows.Len() {
		row := g[r*b.Cols:][:b.Cols]
		if st.xbar.Bound() {
			st.centre(s.K, b, rows.From+r, row)
		} else {
			s.K.Square(st.q, row)
		}
	}
}

// meanDecay is the most that the running input mean keeps of itself
// (docs/backmatching.md, step 1).
const meanDecay = 0.99

// follow moves the running input mean towards this step's: the plain average at
// first, an exponential one later.
func (st *state) follow(k *kernel.Set) {
	run, now := st.xbar.Floats(), st.now.Floats()
	if st.steps == 0 {
		copy(run, now)
		return
	}
	keep := float(min(meanDecay, 1-1/float64(st.steps+1)))
	k.Scale(run, keep)
	k.Axpy(run, 1-keep, now)
}

// centre takes the input mean out of one row of the gradient.
func (st *state) centre(k *kernel.Set, b *nn.Block, row int, g []float) {
	xbar, wide, per := st.xbar.Floats(), b.Cols/b.Groups, b.Means/b.Groups
	for i := range b.Groups {
		lo, hi := i*wide, (i+1)*wide
		k.Centre(g[lo:hi], st.h[lo:hi], st.q[lo:hi], st.hx[lo:hi], xbar[i*per+row%per])
	}
}

// finite reports whether every value of the gradient is. Where no norms were
// measured it looks at both factors of the gradient instead: products of finite
// float16 cannot overflow. A gradient of one panel is computed, and looked at, itself.
func (st *state) finite(b *nn.Block, layer nn.Trainable, s *nn.Pass, measured bool) bool {
	sum := s.K.Sum(st.h) + s.K.Sum(st.q) + s.K.Sum(st.hx)
	switch {
	case measured:
	case st.panel == b.Rows && !st.isProduct(b, s.Rows):
		g := st.grad.Floats()[:b.Rows*b.Cols]
		layer.Grad(s, nn.Span{To: b.Rows}, g)
		sum += s.K.Sum(g)
	default:
		return isFinite(sum) && s.FiniteX()
	}
	return isFinite(sum)
}

func isFinite(x float) bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }

// apply changes the weights, from the gradient that was kept or computed again.
func (o *Optimizer) apply(b *nn.Block, st *state, layer nn.Trainable, s *nn.Pass) {
	kept := st.panel == b.Rows && !st.low.on && (o.rates.norms() || !st.isProduct(b, s.Rows))
	o.updater.prepare(s.K, st.s)
	if u, ok := o.updater.(productUpdater); ok && !kept && st.isProduct(b, s.Rows) {
		u.product(b, s, st.s, st.grad.Floats())
	} else {
		o.applyPanels(b, st, layer, s, kept)
	}
	if b.HasBias() {
		s.K.Axpy(st.h, -1, st.hx)
		o.updater.bias(s.K, b, st.s, st.h)
	}
}

// isProduct reports whether the gradient is a product of so few rows that storing it costs
// more than the product, and nothing is taken out of it.
func (st *state) isProduct(b *nn.Block, rows int) bool {
	return b.Factors > 0 && rows <= mostRank && !st.xbar.Bound()
}

// applyPanels is apply where the gradient is stored, panel by panel or whole.
func (o *Optimizer) applyPanels(b *nn.Block, st *state, layer nn.Trainable, s *nn.Pass, kept bool) {
	for lo := 0; lo < b.Rows; lo += st.panel {
		rows := nn.Span{From: lo, To: min(lo+st.panel, b.Rows)}
		g := st.grad.Floats()[:rows.Len()*b.Cols]
		switch {
		case st.factors.Bound():
			st.low.gradient(b, s, rows, g)
		case !kept:
			layer.Grad(s, rows, g)
			st.centreOnly(s.K, b, rows, g)
		}
		o.updater.rows(s.K, b, rows, st.s, g)
	}
}

// centreOnly centres rows of the gradient that were measured before, to the same bits
// as centre.
func (st *state) centreOnly(k *kernel.Set, b *nn.Block, rows nn.Span, g []float) {
	if !st.xbar.Bound() {
		return
	}
	xbar, wide, per := st.xbar.Floats(), b.Cols/b.Groups, b.Means/b.Groups
	for r := range rows.Len() {
		for i := range b.Groups {
			lo, hi := i*wide, (i+1)*wide
			k.Axpy(g[r*b.Cols:][lo:hi], -xbar[i*per+(rows.From+r)%per], st.h[lo:hi])
		}
	}
}

// Options name a combination of rates and updater, as the command line does.
type Options struct {
	Rates   string  // backmatch, backmatch-scalar, constant, lars, amplify, freeze
	Updater string  // sgd, momentum, nesterov, adam, adamw
	Eta     float64 // base rate, of Centred a factor of Tau; 0: the default of the rule
	Tau     float64 // step length relative to the layer; 0: the default, <0: off
	Balance string  // of backmatch: none, among (the default), row or row_col
	Steps   int     // T of the linear decay; 0: unknown
	Dither  bool    // round float16 weights stochastically
	Seed    uint32
}

// ScalesItself reports whether an updater has a rate for each weight and leaves
// rates nothing to balance: Adam and its kin.
func ScalesItself(updater string) bool { return updater == "adam" || updater == "adamw" }

// ByName builds the optimiser that the options name.
func ByName(o Options) (*Optimizer, error) {
	makeRates, ok := rateRules[o.Rates]
	if !ok {
		return nil, fmt.Errorf("optim: unknown rates %q; there are %s", o.Rates, names(rateRules))
	}
	makeUpdater, ok := updaters[o.Updater]
	if !ok {
		return nil, fmt.Errorf("optim: unknown updater %q; there are %s", o.Updater, names(updaters))
	}
	if !slices.Contains(balances, o.Balance) {
		return nil, fmt.Errorf("optim: unknown balance %q; there are %s", o.Balance, strings.Join(balances[1:], ", "))
	}
	if ScalesItself(o.Updater) && o.Rates != "constant" {
		return nil, fmt.Errorf("optim: %s scales each weight by itself; use it with constant rates", o.Updater)
	}
	return New(makeRates(o), makeUpdater(o)), nil
}
