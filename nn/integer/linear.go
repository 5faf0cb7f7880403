package integer

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// Linear is a layer with weights: dense, or a convolution with or without groups. A
// dense layer is a convolution of one position.
type Linear[X op.Value, A op.Sum] struct {
	precision[X, A]
	index  int // among the linear layers; random numbers depend on it
	relu   bool
	conv   op.Conv[X, X, A]
	w      master[X]
	b      []int32
	wScale []float64 // s_w [out]
	bScale float64   // s_b
	fanIn  int       // weights of one output

	y      activation[X]
	logits []int16 // the output of the last layer, in units of 1/256; else nil
	track  tracker

	h      []int16 // backward value of y, in units of hScale
	hScale float64
	block  block
	mean   centring
	rel    []int64 // s_w relative to the largest, in Q15

	db      []int64
	dw      []A // panel × fanIn
	scratch []A
	clamped int64 // weights that left ±maxW16
}

// newLinear builds the layer; last makes its outputs the logits.
func newLinear[X op.Value, A op.Sum](pr precision[X, A], index int, in op.Shape, l *Layer, last bool) (*Linear[X, A], error) {
	n := &Linear[X, A]{precision: pr, index: index, relu: l.ReLU}
	if err := n.shape(in, l); err != nil {
		return nil, err
	}
	if err := n.load(&l.Params); err != nil {
		return nil, err
	}
	size, out := n.conv.Out.Len(), n.conv.Out.C
	n.h, n.rel, n.db = make([]int16, size), make([]int64, out), make([]int64, out)
	n.scratch = make([]A, 2*out)
	n.mean = newCentring(n.conv.In.C, out)
	n.y = activation[X]{shape: n.conv.Out, scale: l.Scale, zero: l.Zero}
	switch {
	case last && l.ReLU:
		return nil, fmt.Errorf("the last layer has a ReLU; logits need both signs")
	case last:
		n.logits, n.y.scale, n.y.zero = make([]int16, size), logitScale, 0
		return n, nil
	case l.ReLU:
		n.y.zero = pr.reluZero
	}
	n.y.v = make([]X, size)
	if !(n.y.scale > 0) || n.y.zero < -pr.top-1 || n.y.zero > pr.top {
		return nil, fmt.Errorf("output scale %g, zero point %d; the scale must be positive and the zero point an activation", l.Scale, l.Zero)
	}
	n.track.reach = float64(pr.top - min(n.y.zero, 0)) // 255 where ReLU ends at -128
	return n, nil
}

// logitScale is the unit of the logits: Q7.8.
const logitScale = 1.0 / 256

func (l *Linear[X, A]) shape(in op.Shape, s *Layer) error {
	if s.Kind == Dense {
		in = op.Shape{N: in.N, H: 1, W: 1, C: in.H * in.W * in.C}
		s = &Layer{Kind: Dense, Out: s.Out}
	}
	w, out := s.window(in)
	out.C = s.Out
	groups := max(s.Groups, 1)
	if s.Groups == Each {
		out.C, groups = in.C, in.C
	}
	l.conv = op.Conv[X, X, A]{
		Loops: l.loops, Window: w, In: in, Out: out, Groups: groups,
		Weights: nil, Bias: make([]A, max(out.C, 0)),
		Output: op.Output{Mult: make([]fixedpoint.Multiplier, max(out.C, 0)), Rounding: l.rounding},
	}
	l.fanIn = w.H * w.W * (in.C / l.conv.Groups)
	if out.H < 1 || out.W < 1 || out.C < 1 {
		return fmt.Errorf("output %d × %d × %d of input %d × %d is empty; shorten the kernel or widen the window", out.H, out.W, out.C, in.H, in.W)
	}
	return nil
}

// load checks and copies the parameters.
func (l *Linear[X, A]) load(p *Params) error {
	out := l.conv.Out.C
	if len(p.W) != out*l.fanIn || len(p.WScale) != out || len(p.B) != out {
		return fmt.Errorf("%d weights, %d scales, %d biases; want %d, %d, %d", len(p.W), len(p.WScale), len(p.B), out*l.fanIn, out, out)
	}
	l.w = l.newMaster(len(p.W))
	for i, w := range p.W {
		l.w.set(i, int32(saturate(int64(w), maxW16)))
	}
	l.b = append([]int32(nil), p.B...)
	l.wScale = append([]float64(nil), p.WScale...)
	l.bScale = p.BScale
	for _, s := range append(p.WScale, p.BScale) {
		if !(s > 0) || s > math.MaxFloat64 {
			return fmt.Errorf("scale %g; every scale must be positive", s)
		}
	}
	l.conv.Weights = l.w.forward()
	return l.conv.Check()
}

// Params returns a copy of the layer's parameters as they are now.
func (l *Linear[X, A]) Params() Params {
	w := make([]int16, l.conv.Out.C*l.fanIn)
	for i := range w {
		w[i] = int16(l.w.at(i))
	}
	return Params{W: w, WScale: append([]float64(nil), l.wScale...), B: append([]int32(nil), l.b...), BScale: l.bScale}
}

func (l *Linear[X, A]) output() *activation[X] { return &l.y }

// positions returns how many outputs of one channel rows samples have.
func (l *Linear[X, A]) positions(rows int) int { return rows * l.conv.Out.H * l.conv.Out.W }
