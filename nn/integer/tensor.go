package integer

import (
	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// activation is the output of a node: integers, and what they mean.
type activation[X op.Value] struct {
	v     []X
	shape op.Shape // of a full batch
	scale float64
	zero  int32
}

// gradient is the backward value of an activation, in units of scale.
type gradient[A op.Sum] struct {
	v     []A
	scale float64
}

// pass is what a node sees of one step.
type pass struct {
	rows  int // samples
	train bool
	step  uint32
	seed  uint32
}

// node is one layer, shaped like nn.Layer.
type node[X op.Value, A op.Sum] interface {
	// forward computes the node's output from x.
	forward(p *pass, x *activation[X])
	// output is where forward has left it.
	output() *activation[X]
	// backward turns the gradient of the output into that of the input, dx, with
	// the weights that forward used; dx.v nil: not wanted.
	backward(p *pass, x *activation[X], dy, dx *gradient[A])
}

// saturate limits x to ±top.
func saturate(x, top int64) int64 { return fixedpoint.Clamp(x, -top, top) }
