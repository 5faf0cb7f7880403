package integer

import (
	"fmt"

	"edgetune/nn"
)

// allocate plans every buffer of the net and gives them one block of memory.
func (n *Net[X, A]) allocate() error {
	pl := newPlanning(len(n.nodes))
	n.plan = pl
	if n.options.separate {
		pl.Separate()
	}
	keep(pl, &n.inScale, "input.scale", nn.Shape{1}, nn.Float64)
	hold(pl, &n.in.v, "input", n.in.shape.Len())
	for i, v := range n.nodes {
		if lin, ok := v.(*Linear[X, A]); !ok || !lin.last {
			y := v.output()
			buffer(pl, &y.v, n.nameOf(i)+".output", y.shape.Len(), n.lifeOf(i))
		}
		v.plan(pl, n.siteOf(i))
		if j := n.joints[i]; j != nil {
			j.plan(pl, n.value(i).shape.Len(), n.gradient(i))
		}
	}
	n.head.plan(pl, n.in.shape.N, !n.options.Infer, n.options.Teachers)
	var err error
	n.size, err = pl.allocate(n.options.Budget)
	return err
}

// siteOf is where node i stands.
func (n *Net[X, A]) siteOf(i int) *site {
	s := &site{index: i, learns: n.places[i].learns, grad: n.gradient(i)}
	for _, j := range n.places[i].in {
		s.wantsDX = s.wantsDX || n.learns(j)
	}
	if n.joints[i] != nil {
		s.grad = n.plan.Turn(i)
	}
	return s
}

// gradient is when the gradient of a node's output is in memory: from the first
// reader that sends it to the node's own turn.
func (n *Net[X, A]) gradient(i int) nn.Life {
	life := n.plan.Turn(i)
	for _, r := range n.places[i].readers {
		life.From = min(life.From, n.sends(r))
	}
	return life
}

// sends is when a node sends the gradients of its inputs.
func (n *Net[X, A]) sends(i int) int {
	if n.nodes[i].traits().passing && n.joints[i] == nil {
		return n.gradient(i).From
	}
	return n.plan.Backward(i)
}

// lifeOf is when the output of node i is needed.
func (n *Net[X, A]) lifeOf(i int) nn.Life {
	life := nn.At(i)
	for r := range n.nodes {
		for _, j := range n.places[r].in {
			if j != i {
				continue
			}
			life.To = max(life.To, r)
			if n.places[r].learns && n.nodes[r].traits().keepX {
				life.To = max(life.To, n.plan.Update(r))
			}
		}
	}
	if n.places[i].learns && n.nodes[i].traits().mask {
		life.To = max(life.To, n.masks(i))
	}
	return life
}

// masks is the last moment at which the sink of node i reads its output.
func (n *Net[X, A]) masks(i int) int {
	if n.joints[i] != nil {
		return n.plan.Backward(i)
	}
	last := 0
	for _, r := range n.places[i].readers {
		last = max(last, n.sends(r))
	}
	return last
}

// saved is a node with scales in the file.
type saved interface {
	publish()
	settled() error
}

// load fills in the parameters of s; those of linear layer i are in layer loads[i].
func (n *Net[X, A]) load(s *Spec, loads []int) error {
	n.publish()
	for i, l := range n.linear {
		l.conv.Weights = l.w.forward()
		if s.Blank {
			continue
		}
		if err := l.load(&s.Layers[loads[i]].Params); err != nil {
			return fmt.Errorf("integer: layer %s: %w", l.name, err)
		}
	}
	return nil
}

// publish writes all scales where the file finds them.
func (n *Net[X, A]) publish() {
	n.inScale[0] = n.in.scale
	for _, v := range n.nodes {
		if s, ok := v.(saved); ok {
			s.publish()
		}
	}
}

// Loaded takes over what a file has brought into the tensors, and checks it.
func (n *Net[X, A]) Loaded() error {
	for _, l := range n.linear {
		l.w.unstage()
	}
	n.in.scale = n.inScale[0]
	return n.settledAll()
}

// settledAll checks the scales, and the weights of all layers.
func (n *Net[X, A]) settledAll() error {
	if err := checkActivation(&n.in, n.top); err != nil {
		return fmt.Errorf("integer: input: %w", err)
	}
	for i, v := range n.nodes {
		s, ok := v.(saved)
		if !ok {
			continue
		}
		if err := s.settled(); err != nil {
			return fmt.Errorf("integer: layer %s: %w", n.nameOf(i), err)
		}
	}
	return nil
}
