package nn

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"edgetune/internal/kernel"
)

// Options are the choices that are not part of the net.
type Options struct {
	Batch       int         // the most samples of a step; 0: 1
	DType       DType       // of weights and activations: F32 or Half
	Kernels     *kernel.Set // nil: the best of this machine
	Optimizer   Optimizer   // nil: a model for inference alone
	Budget      int         // bytes; 0: no limit
	FrozenUpTo  int         // nodes below this one do not learn
	Learn       Learning    // what learns of the others; nil: all
	FrozenStats bool        // BatchNorm keeps its running statistics
	Teachers    bool        // softmax heads have room for Batch.Teach
	Seed        uint32
	Threads     int // of matrix products; with more than one, call Close at the end
}

// Model is a net in one block of memory.
type Model struct {
	Spec   Spec
	opt    Options
	plan   *Planner
	size   int
	nodes  []*node
	blocks []*Block
	input  Tensor
	head   head
	row    [3]Tensor
	pool   *kernel.Pool // with more than one thread

	scale   lossScale
	counter uint32
}

// node is one layer in place.
type node struct {
	spec      NodeSpec
	layer     Layer
	from      []int // -1: the input
	shape     Shape
	act, grad Tensor
	pass      Pass
	part      Part // of its parameters that learn
	learns    bool // a parameter of it, or below, needs its gradient
}

// Build plans the model, allocates its block, and initialises the parameters from
// the seed. Where the plan does not fit the budget, gradients are computed twice
// instead of kept; where that does not fit either it fails with ErrBudget.
func Build(s Spec, o Options) (*Model, error) {
	s, err := Parse(s.String()) // one check for nets of every origin
	if err != nil {
		return nil, err
	}
	if o.DType.Integer() {
		return nil, fmt.Errorf("nn: build: %v is for nets in integers; quantise a net of f32 or f16", o.DType)
	}
	o.Batch = max(o.Batch, 1)
	if o.Kernels == nil {
		o.Kernels = kernel.Best()
	}
	if o.Optimizer != nil && o.Kernels.Inference {
		return nil, fmt.Errorf("nn: build: kernels %s sum in float16, for inference alone; choose other kernels to learn", o.Kernels.Name)
	}
	m, err := build(s, o, Planner{})
	if errors.Is(err, ErrBudget) && o.Optimizer != nil {
		return build(s, o, Planner{Recompute: true})
	}
	return m, err
}

func build(s Spec, o Options, p Planner) (*Model, error) {
	p.nodes = len(s.Nodes)
	m := &Model{Spec: s, opt: o, plan: &p, scale: newLossScale(o.DType)}
	for _, phase := range []func() error{m.connect, m.choose, m.planLayers, m.planActivations, m.planGradients, m.planOptimizer} {
		if err := phase(); err != nil {
			return nil, err
		}
	}
	if err := m.plan.check(); err != nil {
		return nil, err
	}
	m.size = m.plan.layout()
	if o.Budget > 0 && m.size > o.Budget {
		return nil, m.plan.overBudget(m.size, o.Budget)
	}
	m.plan.bind(newArena(m.size))
	m.wire()
	m.initialise()
	m.Threads(o.Threads)
	m.opt.Threads = 0 // a model built with the same options starts no workers unasked
	return m, nil
}

// connect resolves names to indices.
func (m *Model) connect() error {
	names := map[string]int{"input": -1}
	for i, n := range m.Spec.Nodes {
		nd := &node{spec: n, from: []int{i - 1}}
		if len(n.From) > 0 {
			nd.from = nil
		}
		for _, name := range n.From {
			j, ok := names[name]
			if !ok {
				return fmt.Errorf("nn: layer %d (%s): no earlier layer is named %q", i+1, n.Kind, name)
			}
			nd.from = append(nd.from, j)
		}
		if want := kinds[n.Kind].inputs; want > 0 && len(nd.from) != want || want == 0 && len(nd.from) < 2 {
			return fmt.Errorf("nn: layer %d (%s): reads %d layers; name the right number in from=", i+1, n.Kind, len(nd.from))
		}
		m.nodes = append(m.nodes, nd)
		name := m.nameOf(i)
		if _, taken := names[name]; taken {
			return fmt.Errorf("nn: layer %d (%s): the name %q is taken", i+1, n.Kind, name)
		}
		names[name] = i
	}
	return m.checkReaders()
}

// checkReaders refuses layers whose output goes nowhere, or to one layer twice.
func (m *Model) checkReaders() error {
	read := make([]bool, len(m.nodes))
	for i, n := range m.nodes {
		for at, j := range n.from {
			if slices.Contains(n.from[:at], j) {
				return fmt.Errorf("nn: layer %d (%s): reads %q twice", i+1, n.spec.Kind, n.spec.From[at])
			}
			if j >= 0 {
				read[j] = true
			}
		}
	}
	if i := slices.Index(read[:len(read)-1], false); i >= 0 {
		return fmt.Errorf("nn: layer %d (%s): no layer reads it; name it in a from= or leave it out", i+1, m.nodes[i].spec.Kind)
	}
	return nil
}

// choose finds what of each layer learns.
func (m *Model) choose() error {
	var names []string
	for i, n := range m.nodes {
		if !kinds[n.spec.Kind].trains {
			continue
		}
		names = append(names, m.nameOf(i))
		if m.opt.Learn == nil {
			n.part = Weights
		} else {
			s, _ := m.opt.Learn.Of(m.nameOf(i))
			n.part = s.Part
			if s.Channels != nil {
				return fmt.Errorf("nn: learn: %v: single channels learn in integers alone; write %s:all or %s:bias", s, s.Layer, s.Layer)
			}
		}
		if i < m.opt.FrozenUpTo {
			n.part = Nothing
		}
	}
	return m.opt.Learn.Check(names)
}

// planLayers finds shapes and lets every layer plan its own buffers.
func (m *Model) planLayers() error {
	if !fits(maxValues, m.batchOf(m.Spec.Input)...) {
		return fmt.Errorf("nn: input: %d of %v are too many; lower the batch", m.opt.Batch, m.Spec.Input)
	}
	for i, n := range m.nodes {
		k := kinds[n.spec.Kind]
		at := &Site{Planner: m.plan, Index: i, Batch: m.opt.Batch, DType: m.opt.DType, FrozenStats: m.opt.FrozenStats}
		for _, j := range n.from {
			at.In = append(at.In, m.shapeOf(j))
			at.WantDX = at.WantDX || m.learnsAt(j)
		}
		if m.opt.Optimizer != nil {
			n.learns, at.Part = n.part > Nothing || at.WantDX, n.part
		}
		at.WantDX = at.WantDX && n.learns
		at.Training = n.learns
		n.layer = k.make(n.spec)
		m.plan.prefix = m.nameOf(i) + "."
		shape, err := n.layer.Plan(at)
		if err != nil {
			return fmt.Errorf("nn: layer %d (%s): %w", i+1, n.spec.Kind, err)
		}
		if !fits(maxValues, m.batchOf(shape)...) {
			return fmt.Errorf("nn: layer %d (%s): %d outputs of %v are too many; lower the batch", i+1, n.spec.Kind, m.opt.Batch, shape)
		}
		n.shape = shape
		if t, ok := n.layer.(Trainable); ok && k.trains {
			b := t.Block()
			b.Name, b.Node, b.Part = m.nameOf(i), i, n.part
			if n.part == Biases && b.NoBias {
				return fmt.Errorf("nn: layer %d (%s): has no bias that could learn; let %s:all learn", i+1, n.spec.Kind, b.Name)
			}
			m.blocks = append(m.blocks, b)
		}
	}
	m.plan.prefix = ""
	return m.planHead()
}

func (m *Model) nameOf(i int) string {
	if n := m.nodes[i].spec.Name; n != "" {
		return n
	}
	return fmt.Sprintf("%d.%s", i+1, m.nodes[i].spec.Kind)
}

func (m *Model) shapeOf(j int) Shape {
	if j < 0 {
		return m.Spec.Input
	}
	return m.nodes[j].shape
}

func (m *Model) learnsAt(j int) bool { return j >= 0 && m.nodes[j].learns }

// batchOf is the shape of a whole batch.
func (m *Model) batchOf(s Shape) Shape { return append(Shape{m.opt.Batch}, s...) }

// activation returns the output of node j, the input for -1.
func (m *Model) activation(j int) *Tensor {
	if j < 0 {
		return &m.input
	}
	return &m.nodes[j].act
}

func (m *Model) visitsInputs() bool {
	v, ok := m.opt.Optimizer.(Visitor)
	return ok && v.VisitsInputs()
}

// lifeOf returns when the output of node j is needed.
func (m *Model) lifeOf(j int) Life {
	l := At(j)
	if j == len(m.nodes)-1 {
		l.To = len(m.nodes)
	}
	if m.nodes[j].learns && m.nodes[j].layer.Traits().KeepY {
		l.To = max(l.To, m.plan.Update(j))
	}
	for i, n := range m.nodes {
		if !slices.Contains(n.from, j) {
			continue
		}
		l.To = max(l.To, i)
		if t := n.layer.Traits(); n.learns && (t.KeepX || t.GradX && (n.part == Weights || m.visitsInputs())) {
			l.To = max(l.To, m.plan.Update(i))
		}
	}
	return l
}

// planActivations gives every output a buffer, its input's own where the layer
// may write in place and nobody reads the input later.
func (m *Model) planActivations() error {
	m.plan.Given(&m.input, "input", m.batchOf(m.Spec.Input), m.opt.DType)
	for i, n := range m.nodes {
		t, x := n.layer.Traits(), m.activation(n.from[0])
		shape, life := m.batchOf(n.shape), m.lifeOf(i)
		if t.View || t.InPlace && !m.plan.apart && n.from[0] >= 0 && m.plan.lifeOf(x).To <= i {
			m.plan.Share(&n.act, x, shape, life)
			continue
		}
		m.plan.Buffer(&n.act, m.nameOf(i)+".out", shape, m.opt.DType, life)
	}
	return nil
}

// planGradients gives every node that learns a gradient of its output.
func (m *Model) planGradients() error {
	last := len(m.nodes) - 1
	if m.opt.Optimizer == nil {
		return nil
	}
	if !m.nodes[last].learns {
		return fmt.Errorf("nn: no layer from %d on has parameters to learn; freeze fewer layers, or name one to learn", m.opt.FrozenUpTo+1)
	}
	m.plan.Buffer(&m.nodes[last].grad, m.nameOf(last)+".grad", m.batchOf(m.nodes[last].shape), m.opt.DType, Life{last + 1, m.plan.Update(last)})
	for i := last; i >= 0; i-- {
		if m.nodes[i].learns {
			m.planInputGradients(i)
		}
	}
	return nil
}

// planInputGradients plans the gradients that node i is the first to write.
func (m *Model) planInputGradients(i int) {
	n := m.nodes[i]
	given := false // dy's bytes went to an input already
	for _, j := range n.from {
		if !m.learnsAt(j) || m.nodes[j].grad.Shape != nil {
			continue
		}
		life := Life{m.plan.Backward(i), m.plan.Update(j)}
		t := n.layer.Traits()
		if (t.InPlaceGrad && !m.plan.apart || t.View) && !given {
			m.plan.Share(&m.nodes[j].grad, &n.grad, m.batchOf(m.nodes[j].shape), life)
			given = true
			continue
		}
		m.plan.Buffer(&m.nodes[j].grad, m.nameOf(j)+".grad", m.batchOf(m.nodes[j].shape), m.opt.DType, life)
	}
}

func (m *Model) planOptimizer() error {
	if m.opt.Optimizer == nil {
		return m.planScratch()
	}
	if err := m.opt.Optimizer.Plan(m.plan, m.trained(), m.opt.DType); err != nil {
		return err
	}
	return m.planScratch()
}

// trained returns the blocks that learn.
func (m *Model) trained() []*Block {
	var b []*Block
	for _, v := range m.blocks {
		if v.Part > Nothing {
			b = append(b, v)
		}
	}
	return b
}

// planScratch plans the rows that every pass uses.
func (m *Model) planScratch() error {
	width := max(chunk, m.Spec.Input.Channels())
	for _, n := range m.nodes {
		width = max(width, n.shape.Channels())
	}
	for i := range m.row {
		m.plan.Buffer(&m.row[i], fmt.Sprintf("row scratch %d", i), Shape{width}, F32, Life{0, 3 * len(m.nodes)})
	}
	return nil
}

// wire points every pass at its tensors.
func (m *Model) wire() {
	readers := map[int]int{} // the highest node that sends a gradient to node j
	for i, n := range m.nodes {
		for _, j := range n.from {
			if n.learns {
				readers[j] = i
			}
		}
	}
	for i, n := range m.nodes {
		p := Pass{K: m.opt.Kernels, Seed: m.opt.Seed, HeadFactor: m.head.factor(), Y: &n.act, DY: &n.grad, Row: [3][]float{m.row[0].f32, m.row[1].f32, m.row[2].f32}}
		for _, j := range n.from {
			p.X = append(p.X, m.activation(j))
			var dx *Tensor
			if n.learns && m.learnsAt(j) {
				dx = &m.nodes[j].grad
			}
			p.DX = append(p.DX, dx)
			p.Add = append(p.Add, readers[j] != i)
		}
		n.pass = p
	}
}

// Memory returns every byte of the block by name, the largest piece first.
func (m *Model) Memory() []Usage { return m.plan.usage() }

// Size returns the bytes of the block.
func (m *Model) Size() int { return m.size }

// Options returns what the model was built with, threads aside.
func (m *Model) Options() Options { return m.opt }

// Blocks returns the parameters of every layer that has some, in order.
func (m *Model) Blocks() []*Block { return m.blocks }

// Tensors returns all tensors of the model in file order: those of float32 first, so
// that every one of them lies at a multiple of its element's size.
func (m *Model) Tensors() []Named {
	var all []Named
	for _, b := range m.blocks {
		all = append(all, Named{b.Name + ".weight", Shape{b.Rows, b.Cols}, &b.W})
		if b.HasBias() {
			all = append(all, Named{b.Name + ".bias", Shape{b.Cols}, &b.B})
		}
		for _, s := range b.State {
			all = append(all, Named{b.Name + "." + s.Name, s.Shape, s.Tensor})
		}
	}
	slices.SortStableFunc(all, func(a, b Named) int { return cmp.Compare(a.Tensor.DType, b.Tensor.DType) })
	return all
}

// Outputs returns the number of values that the net gives for one sample.
func (m *Model) Outputs() int { return m.nodes[len(m.nodes)-1].shape.Len() }
