package integer

import (
	"cmp"
	"errors"
	"fmt"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// Options are what a net needs besides its layers.
type Options struct {
	Rates
	Seed  uint32
	Steps int // of the linear decay of the rates; 0: unknown, see Fade
	// Panel is how many output channels of a weight gradient are in memory at a
	// time; 0: all of the largest layer. The gradient of a layer that does not fit is
	// computed twice, for its norm and for the update, with the same result.
	Panel int
	// FrozenUpTo is how many of the first linear layers keep their weights.
	FrozenUpTo int
	// Learn is what learns of the others; nil: all of each.
	Learn nn.Learning
	// Budget is the most bytes of the block; 0: no limit. Where it is short, Panel
	// shrinks.
	Budget int
	// Kernels are the loops; nil: the best set of this machine.
	Kernels *kernel.Set
	// Teachers makes room for Batch.Teach, of nets that end in softmax.
	Teachers bool
	// Infer leaves out what only training needs.
	Infer bool

	separate bool // tests: no two buffers share bytes
}

// Net is a network in integers that learns. [NewQ7] and [NewQ15] make one.
type Net[X op.Value, A op.Sum] struct {
	precision[X, A]
	options Options
	form    nn.Spec
	in      activation[X]
	inScale []fixedpoint.Scalar // of the file
	seen    []sighting
	track   tracker
	nodes   []node[X, A]
	places  []place // of the nodes
	linear  []*Linear[X, A]
	joints  []*joint[A] // of the nodes that several layers read, else nil
	head    *head[A]
	pass    pass
	plan    *planning
	size    int
}

// place is where a node stands among the others.
type place struct {
	layer   int   // the last layer of the net's description that is part of it
	in      []int // nodes that it reads, -1 the input
	readers []int
	learns  bool // it, or a node below, has parameters that learn
}

// NewQ7 builds a net with activations and forward weights of 8 bits.
func NewQ7(s Spec, o Options) (*Net[int8, int32], error) {
	o = o.withKernels()
	return fit(q7(o.Kernels), s, o)
}

// NewQ15 builds a net with activations and weights of 16 bits.
func NewQ15(s Spec, o Options) (*Net[int16, int64], error) {
	o = o.withKernels()
	return fit(q15(o.Kernels), s, o)
}

func (o Options) withKernels() Options {
	o.Kernels = cmp.Or(o.Kernels, kernel.Best())
	return o
}

// fit builds the net, with gradients computed twice, in panels as large as possible,
// where the budget is short.
func fit[X op.Value, A op.Sum](pr precision[X, A], s Spec, o Options) (*Net[X, A], error) {
	n, err := build(pr, s, o)
	for _, panel := range []int{32, 8, 1} {
		if !errors.Is(err, nn.ErrBudget) {
			break
		}
		if o.Panel == 0 || panel < o.Panel {
			o.Panel = panel
			n, err = build(pr, s, o)
		}
	}
	return n, err
}

func build[X op.Value, A op.Sum](pr precision[X, A], s Spec, o Options) (*Net[X, A], error) {
	if s.Input.N < 1 || s.Input.H < 1 || s.Input.W < 1 || s.Input.C < 1 || !(s.InputScale > 0) {
		return nil, fmt.Errorf("integer: input %v, scale %g: each must be positive", s.Input, s.InputScale)
	}
	if len(s.Layers) == 0 {
		return nil, fmt.Errorf("integer: a net needs at least one layer")
	}
	n := &Net[X, A]{precision: pr, options: o, form: s.Form, pass: pass{seed: o.Seed}, seen: make([]sighting, s.Input.N)}
	n.in = activation[X]{shape: s.Input, scale: fixedpoint.Real(s.InputScale)}
	n.track.reach = pr.top
	loads, err := n.addAll(&s)
	if err != nil {
		return nil, err
	}
	if o.FrozenUpTo < 0 || o.FrozenUpTo >= len(n.linear) {
		return nil, fmt.Errorf("integer: %d frozen layers of %d; leave at least one to train", o.FrozenUpTo, len(n.linear))
	}
	if err := n.choose(); err != nil {
		return nil, err
	}
	if n.head, err = newHead[A](s.Form.Loss, n.last().conv.Out); err != nil {
		return nil, err
	}
	last := n.last()
	last.relative = n.head.Kind == "softmax" && last.conv.Out.H*last.conv.Out.W == 1
	n.survey()
	if err := n.allocate(); err != nil {
		return nil, err
	}
	n.wire()
	return n, n.load(&s, loads)
}

func (n *Net[X, A]) last() *Linear[X, A] { return n.linear[len(n.linear)-1] }

// Linear returns the linear layers, in order.
func (n *Net[X, A]) Linear() []*Linear[X, A] { return n.linear }

// Form implements nn.Net.
func (n *Net[X, A]) Form() nn.Spec { return n.form }

// Options implements nn.Net.
func (n *Net[X, A]) Options() nn.Options {
	return nn.Options{Batch: n.in.shape.N, DType: n.dtype, Kernels: n.kernels, Budget: n.options.Budget, Seed: n.options.Seed}
}

// Outputs implements nn.Net.
func (n *Net[X, A]) Outputs() int { return n.head.width }

// Size implements nn.Net.
func (n *Net[X, A]) Size() int { return n.size }

// Memory implements nn.Net.
func (n *Net[X, A]) Memory() []nn.Usage { return n.plan.Usage() }

// Tensors implements nn.Net. Scales are those of now; residuals of weights that do not
// learn are 0, and take memory beside the block from this call on.
func (n *Net[X, A]) Tensors() []nn.Named {
	n.publish()
	for _, l := range n.linear {
		l.w.stage()
	}
	return n.plan.named
}
