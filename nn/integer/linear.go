package integer

import (
	"fmt"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// Linear is a layer with weights: dense, or a convolution with or without groups. A
// dense layer is a convolution of one position. A pool of maxima behind it that
// nothing else reads is part of it: then the map in between is never kept.
type Linear[X op.Value, A op.Sum] struct {
	precision[X, A]
	index int // among the linear layers; random numbers depend on it
	name  string
	relu  bool
	part  nn.Part // that learns
	conv  op.Conv[X, X, A]
	pool  *pool[X]
	fanIn int // weights of one output

	w      master[X, A]
	b      []int32
	wScale []fixedpoint.Scalar // s_w [out]
	scales []fixedpoint.Scalar // of the file: s_b, s_y
	bScale fixedpoint.Scalar   // s_b

	x        *activation[X]
	to       sink[A] // of the gradient of x, nil: not wanted
	y        activation[X]
	logits   []int16 // the output of the last layer, in units of 1/256; else nil
	last     bool
	relative bool // softmax reads the logits: differences count
	track    tracker

	h         []int16 // backward value of y, in units of hScale
	hRun      []int16 // of some positions of the convolution, where there is a pool
	hScale    fixedpoint.Scalar
	key       uint32
	block     block
	exponent  kernel.Exponent
	dotsRun   kernel.DotsRun
	measuring bool
	rel       []int32  // s_w relative to the largest, in Q15, for some positions
	random    []uint32 // of some positions
	acc       []A      // dx of a run of positions
	dx        []A      // dx of the batch, where sums are wide

	centres  bool // the step is the centred one
	mean     centring
	momentum momentum
	factors  factors
	inputSum []A // of each input channel
	db       []A
	dw       []A       // panel × fanIn
	channels []op.Span // whose weights learn
	precise  []op.Span // whose weights have all their bits
	learning int       // so many of channels
	panel    int       // output channels whose gradient is in memory at a time
	tapSum   []A       // of one tap of a depthwise layer
	scratch  []A
	clip     kernel.Clip
	clamped  int64 // weights that left ±maxW16

	// What one output sees of the input, and the weights of a depthwise layer tap by tap:
	// in the forward pass, and in the backward pass.
	point            bool // every output sees one position of the input, its own
	patch, backPatch []X
	taps, backTaps   []X
}

// newLinear builds the layer; last makes its outputs the logits.
func newLinear[X op.Value, A op.Sum](pr precision[X, A], index int, in op.Shape, l *Layer, last bool) (*Linear[X, A], error) {
	n := &Linear[X, A]{precision: pr, index: index, name: l.Name, relu: l.ReLU, last: last, bScale: fixedpoint.Power(0)}
	if err := n.shape(in, l); err != nil {
		return nil, err
	}
	n.w = n.newMaster()
	n.y = activation[X]{shape: n.conv.Out, scale: fixedpoint.Real(l.Scale), zero: l.Zero}
	switch {
	case last && l.ReLU:
		return nil, fmt.Errorf("the last layer has a ReLU; logits need both signs")
	case last:
		n.y.scale, n.y.zero = fixedpoint.Power(-logitBits), 0
		return n, nil
	case l.ReLU:
		n.y.zero = pr.reluZero
	}
	n.track.reach = pr.top - min(n.y.zero, 0) // 255 where ReLU ends at -128
	return n, checkActivation(&n.y, pr.top)
}

// logitBits are the fraction of the logits: Q7.8.
const logitBits = 8

func checkActivation[X op.Value](y *activation[X], top int32) error {
	if !y.scale.Positive() || y.zero < -top-1 || y.zero > top {
		return fmt.Errorf("output scale %g, zero point %d; the scale must be positive and the zero point an activation", y.scale.Float64(), y.zero)
	}
	return nil
}

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
	l.conv = op.Conv[X, X, A]{Loops: l.loops, Window: w, In: in, Out: out, Groups: groups, Output: op.Output{Rounding: l.rounding}}
	l.point = w == op.Window{H: 1, W: 1, StrideH: 1, StrideW: 1, DilationH: w.DilationH, DilationW: w.DilationW} && out.H == in.H && out.W == in.W && groups == 1
	l.fanIn = w.H * w.W * (in.C / groups)
	if out.H < 1 || out.W < 1 || out.C < 1 {
		return fmt.Errorf("output %d × %d × %d of input %d × %d is empty; shorten the kernel or widen the window", out.H, out.W, out.C, in.H, in.W)
	}
	if in.C%groups != 0 || out.C%groups != 0 {
		return fmt.Errorf("%d groups do not divide %d and %d channels", groups, in.C, out.C)
	}
	return nil
}

// depthwise layers have one input channel and one output channel in each group.
func (l *Linear[X, A]) depthwise() bool {
	return l.conv.In.C == l.conv.Groups && l.conv.Out.C == l.conv.Groups
}

// copies reports whether outputs see more than a piece of memory.
func (l *Linear[X, A]) copies() bool {
	w, in, out := &l.conv.Window, &l.conv.In, &l.conv.Out
	inside := w.Top == 0 && w.Left == 0 && (out.H-1)*w.StrideH+(w.H-1)*w.DilationH < in.H && (out.W-1)*w.StrideW+(w.W-1)*w.DilationW < in.W
	return !inside || w.H > 1 || w.W > 1 && w.DilationW > 1 || l.conv.Groups > 1
}

func (l *Linear[X, A]) traits() traits { return traits{keepX: l.part == nn.Weights, mask: l.relu} }

func (l *Linear[X, A]) output() *activation[X] { return &l.y }

func (l *Linear[X, A]) wire(in []*activation[X], to []sink[A]) { l.x, l.to = in[0], to[0] }

// plan plans parameters, and what the passes need.
func (l *Linear[X, A]) plan(pl *planning, at *site) {
	c := &l.conv
	out := c.Out.C
	l.w.plan(pl, l.name, nn.Shape{out, c.Window.H, c.Window.W, c.In.C / c.Groups}, l.precise)
	keep(pl, &l.b, l.name+".bias", nn.Shape{out}, nn.Int32)
	keep(pl, &l.wScale, l.name+".weight_scale", nn.Shape{out}, nn.Float64)
	keep(pl, &l.scales, l.name+".scales", nn.Shape{2}, nn.Float64)
	buffer(pl, &c.Bias, l.name+".bias of sums", out, at.now())
	buffer(pl, &c.Output.Mult, l.name+".multipliers", out, at.now())
	sums, patch := 2, c.Patch()
	switch {
	case l.depthwise():
		sums = l.outputRun()
	case l.runs():
		sums, patch = 1+l.outputRun(), l.runPatch()
	}
	buffer(pl, &l.scratch, l.name+".sums", sums*out, at.now())
	switch {
	case l.depthwise():
		buffer(pl, &l.taps, l.name+".taps", out*l.fanIn, at.now())
	case l.copies():
		buffer(pl, &l.patch, l.name+".patch", patch, at.now())
	}
	if l.last {
		buffer(pl, &l.logits, l.name+".logits", c.Out.Len(), nn.Life{From: at.index, To: pl.loss()})
	}
	if l.pool != nil {
		l.pool.plan(pl, l.name, at, pl.Update(at.index))
	}
	if at.learns {
		l.planGradient(pl, at)
	}
}

func (l *Linear[X, A]) planGradient(pl *planning, at *site) {
	c, back := &l.conv, pl.Turn(at.index)
	out := c.Out.C
	buffer(pl, &l.h, l.name+".backward value", l.y.shape.Len(), at.grad)
	put := out * l.puts()
	buffer(pl, &l.rel, l.name+".relative scales", put, at.grad)
	buffer(pl, &l.random, l.name+".random numbers", put, at.grad)
	if l.pool != nil {
		buffer(pl, &l.hRun, l.name+".backward value of some positions", l.spreads()*out, back)
	}
	if at.wantsDX {
		if l.wide {
			buffer(pl, &l.dx, l.name+".input gradient", c.In.Len(), back)
		} else if !l.sharesSums() {
			buffer(pl, &l.acc, l.name+".input gradient of some positions", l.runLength()*c.In.C, back)
		}
		if l.depthwise() {
			buffer(pl, &l.backTaps, l.name+".taps, backward", out*l.fanIn, back)
		}
	}
	if l.part > nn.Nothing {
		l.planUpdate(pl, back)
	}
}

// planUpdate plans what changing the parameters needs.
func (l *Linear[X, A]) planUpdate(pl *planning, back nn.Life) {
	out := l.conv.Out.C
	buffer(pl, &l.db, l.name+".bias gradient", out, back)
	if l.centres {
		l.mean.planRows(pl, l.name, out, back)
	}
	if l.momentum.on {
		l.planMomentum(pl)
	}
	if l.part < nn.Weights {
		return
	}
	if l.factored() {
		hold(pl, &l.mean.widest, l.name+".weight peaks", out)
		l.factors.plan(pl, l.name, l.positions(l.y.shape.N), l.fanIn, back)
		l.planMean(pl, back)
		return
	}
	name := l.name + ".gradient"
	if l.twice() {
		name += " panel (computed twice)"
	}
	buffer(pl, &l.dw, name, l.panel*l.fanIn, back)
	switch {
	case l.depthwise():
		buffer(pl, &l.tapSum, l.name+".gradient of a tap", out, back)
	case l.copies():
		buffer(pl, &l.backPatch, l.name+".patch, backward", l.seen(), back)
	}
	if l.centres {
		buffer(pl, &l.mean.widest, l.name+".weight peaks", out, back)
		buffer(pl, &l.mean.row, l.name+".input mean under a row", l.fanIn, back)
		l.planMean(pl, back)
	}
}

// planMean plans what takes the mean of the input out of the gradient.
func (l *Linear[X, A]) planMean(pl *planning, back nn.Life) {
	buffer(pl, &l.inputSum, l.name+".input sums", l.conv.In.C, back)
	l.mean.planMean(pl, l.name, l.conv.In.C, l.fanIn, back)
}

// load checks and copies the parameters.
func (l *Linear[X, A]) load(p *Params) error {
	out := l.conv.Out.C
	if len(p.W) != out*l.fanIn || len(p.WScale) != out || len(p.B) != out {
		return fmt.Errorf("%d weights, %d scales, %d biases; want %d, %d, %d", len(p.W), len(p.WScale), len(p.B), out*l.fanIn, out, out)
	}
	for i, w := range p.W {
		l.w.set(i, int32(saturate(int64(w), maxW16)))
	}
	copy(l.b, p.B)
	for c, s := range p.WScale {
		l.wScale[c] = fixedpoint.Real(s)
	}
	l.bScale = fixedpoint.Real(p.BScale)
	l.publish()
	return l.settled()
}

// publish writes the scales of the layer where the file finds them.
func (l *Linear[X, A]) publish() { l.scales[0], l.scales[1] = l.bScale, l.y.scale }

// settled checks the scales, and the weights that a file may have brought.
func (l *Linear[X, A]) settled() error {
	l.forget()
	l.bScale = l.scales[0]
	if !l.last {
		l.y.scale = l.scales[1]
	}
	l.conv.Weights = l.w.forward()
	for _, s := range append([]fixedpoint.Scalar{l.bScale, l.y.scale}, l.wScale...) {
		if !s.Positive() {
			return fmt.Errorf("scale %g; every scale must be positive", s.Float64())
		}
	}
	for i := range l.conv.Weights {
		if w := l.w.at(i); w > maxW16 || w < -maxW16 {
			return fmt.Errorf("weight %d is %d; the range is ±%d", i, w, maxW16)
		}
	}
	return l.conv.Check()
}

// Params returns a copy of the layer's parameters as they are now.
func (l *Linear[X, A]) Params() Params {
	w := make([]int16, l.conv.Out.C*l.fanIn)
	for i := range w {
		w[i] = int16(l.w.at(i))
	}
	p := Params{W: w, B: append([]int32(nil), l.b...), BScale: l.bScale.Float64()}
	for _, s := range l.wScale {
		p.WScale = append(p.WScale, s.Float64())
	}
	return p
}

// positions returns how many outputs of one channel rows samples have, before the
// pool.
func (l *Linear[X, A]) positions(rows int) int { return rows * l.conv.Out.H * l.conv.Out.W }
