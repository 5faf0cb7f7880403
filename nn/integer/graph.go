package integer

import (
	"fmt"

	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// addAll makes the nodes of all layers, and returns which linear layer has the
// parameters of which layer.
func (n *Net[X, A]) addAll(s *Spec) (loads []int, err error) {
	at := make([]int, len(s.Layers)) // the node of each layer
	readers := countReaders(s.Layers)
	for i := range s.Layers {
		l := s.Layers[i]
		if l.Name == "" {
			l.Name = fmt.Sprintf("%d.%s", i+1, l.Kind)
		}
		in, err := n.inputs(at[:i], inputsOf(s.Layers, i))
		if err == nil && i < len(s.Layers)-1 && readers[i] == 0 {
			err = fmt.Errorf("no layer reads it")
		}
		if err == nil {
			at[i], err = n.add(in, &l, i == len(s.Layers)-1, readers[max(i-1, 0)])
		}
		if err != nil {
			return nil, fmt.Errorf("integer: layer %s: %w", l.Name, err)
		}
		n.places[at[i]].layer = i
		if len(loads) < len(n.linear) {
			loads = append(loads, i)
		}
	}
	return loads, nil
}

// inputsOf returns the layers that layer i reads.
func inputsOf(layers []Layer, i int) []int {
	if layers[i].From == nil {
		return []int{i - 1}
	}
	return layers[i].From
}

func countReaders(layers []Layer) []int {
	n := make([]int, len(layers))
	for i := range layers {
		for _, j := range inputsOf(layers, i) {
			if j >= 0 && j < i {
				n[j]++
			}
		}
	}
	return n
}

// inputs turns layers into nodes.
func (n *Net[X, A]) inputs(at []int, from []int) ([]int, error) {
	in := make([]int, len(from))
	for k, j := range from {
		if j < -1 || j >= len(at) {
			return nil, fmt.Errorf("reads layer %d; only earlier ones can be read", j)
		}
		in[k] = -1
		if j >= 0 {
			in[k] = at[j]
		}
	}
	return in, nil
}

// add makes one node and returns its number; a pool of maxima becomes part of the
// convolution before it where nothing else reads that.
func (n *Net[X, A]) add(in []int, l *Layer, last bool, readers int) (int, error) {
	if want := map[bool]int{true: 2, false: 1}[l.Kind == Add]; len(in) != want {
		return 0, fmt.Errorf("reads %d layers; want %d", len(in), want)
	}
	if last && l.Kind != Dense && l.Kind != Conv {
		return 0, fmt.Errorf("the last layer must be linear: its outputs are the logits")
	}
	if l.Kind == MaxPool && readers == 1 && in[0] == len(n.nodes)-1 && n.absorb(l) {
		return in[0], nil
	}
	v, err := n.make(in, l, last)
	if err != nil {
		return 0, err
	}
	n.nodes = append(n.nodes, v)
	n.places = append(n.places, place{in: in})
	return len(n.nodes) - 1, nil
}

// absorb makes a pool part of the last node.
func (n *Net[X, A]) absorb(l *Layer) bool {
	if len(n.nodes) == 0 {
		return false
	}
	lin, ok := n.nodes[len(n.nodes)-1].(*Linear[X, A])
	if !ok || lin.pool != nil {
		return false
	}
	lin.pool = newPool(n.kernels, n.back.larger, lin.conv.Out, l)
	if lin.pool == nil {
		return false
	}
	lin.y.shape = lin.pool.out
	return true
}

func (n *Net[X, A]) make(in []int, l *Layer, last bool) (node[X, A], error) {
	shape := n.value(in[0]).shape
	switch l.Kind {
	case MaxPool:
		return asNode[X, A](newMaxPool[X, A](shape, l))
	case AvgPool:
		return asNode[X, A](newAvgPool[X, A](shape, l))
	case GlobalPool:
		return newGlobalPool[X, A](shape, l), nil
	case Add:
		return asNode[X, A](newAdd(n.precision, shape, n.value(in[1]).shape, l))
	case ReLU6, LeakyReLU, Sigmoid, Tanh:
		return asNode[X, A](newCurve(n.precision, shape, l))
	case Dense, Conv:
		lin, err := newLinear(n.precision, len(n.linear), shape, l, last)
		if err != nil {
			return nil, err
		}
		lin.centres, lin.momentum.on = n.options.Rule == Centred, n.options.Momentum
		n.linear = append(n.linear, lin)
		return lin, nil
	}
	return nil, fmt.Errorf("unknown kind %q; use dense, conv, maxpool, avgpool, globalpool, add, relu6, leakyrelu, sigmoid or tanh", l.Kind)
}

func asNode[X op.Value, A op.Sum](v node[X, A], err error) (node[X, A], error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// value is the output of node i, -1 the input.
func (n *Net[X, A]) value(i int) *activation[X] {
	if i < 0 {
		return &n.in
	}
	return n.nodes[i].output()
}

// survey finds who reads whom, and which gradients are wanted.
func (n *Net[X, A]) survey() {
	n.joints = make([]*joint[A], len(n.nodes))
	for i, v := range n.nodes {
		p := &n.places[i]
		lin, ok := v.(*Linear[X, A])
		p.learns = ok && lin.part > nn.Nothing && !n.options.Infer
		for _, j := range p.in {
			p.learns = p.learns || n.learns(j)
		}
	}
	for i := range n.nodes {
		for _, j := range n.places[i].in {
			if n.learns(j) {
				n.places[j].readers = append(n.places[j].readers, i)
			}
		}
	}
	for i, p := range n.places {
		if len(p.readers) > 1 {
			n.joints[i] = &joint[A]{to: n.nodes[i], name: n.nameOf(i), one: n.value(i).shape.C, join: n.back.join}
		}
	}
}

func (n *Net[X, A]) learns(i int) bool { return i >= 0 && n.places[i].learns }

// wire connects values, and the sinks of their gradients.
func (n *Net[X, A]) wire() {
	for i, v := range n.nodes {
		var in []*activation[X]
		var to []sink[A]
		for _, j := range n.places[i].in {
			in = append(in, n.value(j))
			switch {
			case !n.learns(j) || !n.learns(i):
				to = append(to, nil)
			case n.joints[j] != nil:
				to = append(to, n.joints[j])
			default:
				to = append(to, n.nodes[j])
			}
		}
		v.wire(in, to)
	}
}

// nameOf is the name of a node in the plan.
func (n *Net[X, A]) nameOf(i int) string {
	switch v := n.nodes[i].(type) {
	case *Linear[X, A]:
		return v.name
	case *add[X, A]:
		return v.name
	case *maxPool[X, A]:
		return v.name
	case *avgPool[X, A]:
		return v.name
	case *globalPool[X, A]:
		return v.name
	case *curve[X, A]:
		return v.name
	}
	return ""
}
