package integer

import (
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// activation is the output of a node: integers, and what they mean.
type activation[X op.Value] struct {
	v     []X
	shape op.Shape // of a full batch
	scale fixedpoint.Scalar
	zero  int32
}

// one is how many values a sample has.
func (a *activation[X]) one() int { return a.shape.H * a.shape.W * a.shape.C }

// pass is what a node sees of one step.
type pass struct {
	rows  int // samples
	train bool
	step  uint32
	seed  uint32
}

// node is one layer, shaped like nn.Layer.
type node[X op.Value, A op.Sum] interface {
	// plan plans the node's buffers but for its output.
	plan(pl *planning, at *site)
	// wire gives the node its inputs, and where their gradients go; nil: not wanted.
	wire(in []*activation[X], to []sink[A])
	// forward computes the node's output.
	forward(p *pass)
	// output is where forward leaves it.
	output() *activation[X]
	// sink takes the gradient of the output, with the weights that forward used.
	sink[A]
	// backward sends the gradient of the inputs, unless the sink has done so.
	backward(p *pass)
	traits() traits
}

// traits is what the plan must know of a node.
type traits struct {
	keepX   bool // backward reads the inputs
	mask    bool // the sink reads the output
	passing bool // the sink passes gradients on at once
}

// site is where a node stands while it is planned.
type site struct {
	index   int
	learns  bool // its output gets a gradient
	wantsDX bool // some input of it wants one
	grad    nn.Life
}

// now is the moment of the node's forward pass.
func (s *site) now() nn.Life { return nn.At(s.index) }

// sink takes the gradient of an activation, in units of a scale: all values once,
// any order. Where it is blank it has never seen a gradient, and wants all of them
// twice: first to measure how large they are.
type sink[A op.Sum] interface {
	blank() bool
	begin(p *pass, scale fixedpoint.Scalar, measure bool)
	// put takes the gradient of the values from element at on, whole channel vectors.
	// It may overwrite v.
	put(at int, v []A)
	end()
}

// rounds returns how often all values must be put, the last time for good.
func rounds[A op.Sum](to sink[A]) int {
	if to.blank() {
		return 2
	}
	return 1
}

// saturate limits x to ±top.
func saturate(x, top int64) int64 { return fixedpoint.Clamp(x, -top, top) }
