package integer

import (
	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// single is what nodes of one input share.
type single[X op.Value, A op.Sum] struct {
	x  *activation[X]
	to sink[A]
	y  activation[X]
}

func (s *single[X, A]) wire(in []*activation[X], to []sink[A]) { s.x, s.to = in[0], to[0] }
func (s *single[X, A]) output() *activation[X]                 { return &s.y }

// stored is the sink of nodes that pass a gradient on later: it keeps it as it comes.
type stored[A op.Sum] struct {
	g     []A
	scale fixedpoint.Scalar
}

func (*stored[A]) blank() bool                                      { return false }
func (s *stored[A]) begin(_ *pass, scale fixedpoint.Scalar, _ bool) { s.scale = scale }
func (s *stored[A]) put(at int, v []A)                              { copy(s.g[at:], v) }
func (*stored[A]) end()                                             {}
