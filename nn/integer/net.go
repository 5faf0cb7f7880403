package integer

import (
	"fmt"

	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// Options are what a net needs besides its layers.
type Options struct {
	Rates
	Seed  uint32
	Steps int // of the linear decay of the rates; 0: they stay
	// Panel is how many output channels of a weight gradient are in memory at a
	// time; 0: all of the largest layer. The gradient of a layer that does not fit is
	// computed twice, for its norm and for the update, with the same result.
	Panel int
	// FrozenUpTo is how many of the first linear layers keep their weights.
	FrozenUpTo int
}

// Net is a network in integers that learns. [NewQ7] and [NewQ15] make one.
type Net[X op.Value, A op.Sum] struct {
	precision[X, A]
	options Options
	in      activation[X]
	track   tracker
	nodes   []node[X, A]
	linear  []*Linear[X, A]
	seen    []sighting // of the samples in the batch
	form    nn.Spec
	head    *head[A]
	g       [2]gradient[A] // of the node's output and input, in turns
	none    gradient[A]    // of an input that wants none
	maps    [2][]A         // memory of g
	pass    pass
}

// NewQ7 builds a net with activations and forward weights of 8 bits.
func NewQ7(s Spec, o Options) (*Net[int8, int32], error) { return build(q7(), s, o) }

// NewQ15 builds a net with activations and weights of 16 bits.
func NewQ15(s Spec, o Options) (*Net[int16, int64], error) { return build(q15(), s, o) }

func build[X op.Value, A op.Sum](pr precision[X, A], s Spec, o Options) (*Net[X, A], error) {
	if s.Input.N < 1 || s.Input.H < 1 || s.Input.W < 1 || s.Input.C < 1 || !(s.InputScale > 0) {
		return nil, fmt.Errorf("integer: input %v, scale %g: each must be positive", s.Input, s.InputScale)
	}
	if len(s.Layers) == 0 {
		return nil, fmt.Errorf("integer: a net needs at least one layer")
	}
	n := &Net[X, A]{precision: pr, options: o, pass: pass{seed: o.Seed}, form: s.Form, seen: make([]sighting, s.Input.N)}
	n.in = activation[X]{v: make([]X, s.Input.Len()), shape: s.Input, scale: s.InputScale}
	n.track.reach = float64(pr.top)
	shape, widest := s.Input, 0
	for i := range s.Layers {
		l, err := n.add(shape, &s.Layers[i], i == len(s.Layers)-1)
		if err != nil {
			return nil, fmt.Errorf("integer: layer %d (%s): %w", i, s.Layers[i].Kind, err)
		}
		n.nodes = append(n.nodes, l)
		shape = l.output().shape
		widest = max(widest, shape.Len())
	}
	if o.FrozenUpTo < 0 || o.FrozenUpTo >= len(n.linear) {
		return nil, fmt.Errorf("integer: %d frozen layers of %d; leave at least one to train", o.FrozenUpTo, len(n.linear))
	}
	var err error
	if n.head, err = newHead[A](s.Form.Loss, s.Input.N, shape); err != nil {
		return nil, err
	}
	n.plan(max(widest, s.Input.Len()))
	return n, nil
}

// add makes one node.
func (n *Net[X, A]) add(in op.Shape, l *Layer, last bool) (node[X, A], error) {
	if last && l.Kind != Dense && l.Kind != Conv {
		return nil, fmt.Errorf("the last layer must be linear: its outputs are the logits")
	}
	switch l.Kind {
	case MaxPool:
		return asNode(newMaxPool[X, A](in, l))
	case GlobalPool:
		return newGlobalPool[X, A](in), nil
	case Dense, Conv:
		lin, err := newLinear(n.precision, len(n.linear), in, l, last)
		if err != nil {
			return nil, err
		}
		n.linear = append(n.linear, lin)
		return lin, nil
	}
	return nil, fmt.Errorf("unknown kind; use dense, conv, maxpool or globalpool")
}

func asNode[X op.Value, A op.Sum](m *maxPool[X, A], err error) (node[X, A], error) {
	if err != nil {
		return nil, err
	}
	return m, nil
}

// plan allocates what the layers share: two maps of gradients, and the panels.
func (n *Net[X, A]) plan(widest int) {
	n.maps = [2][]A{make([]A, widest), make([]A, widest)}
	largest := 0
	for _, l := range n.linear {
		largest = max(largest, n.panel(l)*l.fanIn)
	}
	dw := make([]A, largest)
	for _, l := range n.linear {
		l.dw = dw
	}
}

// panel returns how many rows of the layer's gradient are in memory at a time.
func (n *Net[X, A]) panel(l *Linear[X, A]) int {
	if n.options.Panel <= 0 {
		return l.conv.Out.C
	}
	return min(n.options.Panel, l.conv.Out.C)
}

// Linear returns the linear layers, in order.
func (n *Net[X, A]) Linear() []*Linear[X, A] { return n.linear }
