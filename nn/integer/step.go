package integer

import (
	"fmt"
	"math"

	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// Step implements nn.Net. The batch holds samples that were put since the last
// step.
func (n *Net[X, A]) Step(rows int) (nn.Report, error) {
	if err := n.check(rows); err != nil {
		return nn.Report{}, err
	}
	decay := 1.0
	if n.options.Steps > 0 {
		decay = max(0, Linearly(int(n.pass.step), n.options.Steps))
	}
	return nn.Report{Loss: float32(n.learn(rows, decay)), Scale: 1}, nil
}

// learn takes one step at decay times the rates and returns the loss before it.
func (n *Net[X, A]) learn(rows int, decay float64) float64 {
	n.pass.rows, n.pass.train = rows, true
	n.watchInput()
	n.forward()
	loss := n.head.run(n.last().logits, rows)
	n.backward(decay)
	n.settle()
	return loss
}

// Infer implements nn.Net: logits of a classifier, values of a regression, all
// multiples of 1/256.
func (n *Net[X, A]) Infer(rows int) []float32 {
	n.pass.rows, n.pass.train = rows, false
	n.forward()
	return n.head.read(n.last().logits, rows)
}

func (n *Net[X, A]) check(rows int) error {
	if rows < 1 || rows > n.in.shape.N {
		return fmt.Errorf("integer: step: %d samples, the batch holds 1 to %d", rows, n.in.shape.N)
	}
	if n.head.Kind != "softmax" {
		return nil
	}
	for i, c := range n.head.labels[:rows] {
		if c < 0 || int(c) >= n.head.width {
			return fmt.Errorf("integer: step: label %d of sample %d; the net has classes 0 to %d", c, i, n.head.width-1)
		}
	}
	return nil
}

// Saturation is what clamping did.
type Saturation struct {
	Clipped float64 // largest share of one activation's values that the last step clipped
	Clamped int64   // weights that have left ±32639 and were clamped, in all steps
}

// Saturation returns what clamping has done.
func (n *Net[X, A]) Saturation() Saturation {
	s := Saturation{Clipped: n.track.clipped}
	for _, l := range n.linear {
		s.Clipped = max(s.Clipped, l.track.clipped)
		s.Clamped += l.clamped
	}
	return s
}

func (n *Net[X, A]) last() *Linear[X, A] { return n.linear[len(n.linear)-1] }

// input returns what node i reads.
func (n *Net[X, A]) input(i int) *activation[X] {
	if i == 0 {
		return &n.in
	}
	return n.nodes[i-1].output()
}

func (n *Net[X, A]) forward() {
	for i, l := range n.nodes {
		l.forward(&n.pass, n.input(i))
	}
}

// backward goes from the last node to the lowest that learns: gradient of its
// input with the old weights, then its own update.
func (n *Net[X, A]) backward(decay float64) {
	n.g[0].v, n.g[1].v = n.maps[0], n.maps[1]
	dy, dx := &n.head.g, &n.g[1]
	for i := len(n.nodes) - 1; i >= 0; i-- {
		l, linear := n.nodes[i].(*Linear[X, A])
		lowest := linear && l.index <= n.options.FrozenUpTo
		if lowest {
			dx = &n.none
		}
		n.nodes[i].backward(&n.pass, n.input(i), dy, dx)
		if linear && l.index >= n.options.FrozenUpTo {
			n.update(l, n.input(i), decay)
		}
		if lowest {
			return
		}
		if dy == &n.head.g {
			dy = &n.g[0]
		}
		dy, dx = dx, dy
	}
}

// update moves the parameters of one layer.
func (n *Net[X, A]) update(l *Linear[X, A], x *activation[X], decay float64) {
	l.gradBias(&n.pass)
	if n.options.Rule == Centred {
		n.updateCentred(l, x, decay)
		return
	}
	norm := math.Sqrt(n.gradNorm(l, x))
	if norm == 0 {
		return
	}
	rate := n.options.rate(norm, l.paramNorm(), decay)
	n.apply(l, x, func(c int, dw []A) { l.updateRow(&n.pass, x, c, dw, rate) })
	l.updateBias(&n.pass, rate)
}

// apply calls f with the gradient of every output channel, kept or computed again.
func (n *Net[X, A]) apply(l *Linear[X, A], x *activation[X], f func(c int, dw []A)) {
	whole := n.panel(l) == l.conv.Out.C
	n.panels(l, func(rows op.Span, dw []A) {
		if !whole {
			l.grad(&n.pass, x, rows, dw)
		}
		for c := rows.From; c < rows.To; c++ {
			f(c, dw[(c-rows.From)*l.fanIn:(c-rows.From+1)*l.fanIn])
		}
	})
}

// measure computes the gradient, panel by panel, and calls f with every channel of
// it.
func (n *Net[X, A]) measure(l *Linear[X, A], x *activation[X], f func(c int, dw []A)) {
	n.panels(l, func(rows op.Span, dw []A) {
		l.grad(&n.pass, x, rows, dw)
		for c := rows.From; c < rows.To; c++ {
			f(c, dw[(c-rows.From)*l.fanIn:(c-rows.From+1)*l.fanIn])
		}
	})
}

// gradNorm computes the gradient and returns its squared norm.
func (n *Net[X, A]) gradNorm(l *Linear[X, A], x *activation[X]) (sum float64) {
	n.measure(l, x, func(c int, dw []A) { sum += l.rowNorm(x, c, dw) })
	return sum
}

// panels calls f for each panel of rows, with memory for its gradient.
func (n *Net[X, A]) panels(l *Linear[X, A], f func(rows op.Span, dw []A)) {
	size := n.panel(l)
	for from := 0; from < l.conv.Out.C; from += size {
		rows := op.Span{From: from, To: min(from+size, l.conv.Out.C)}
		f(rows, l.dw[:rows.Len()*l.fanIn])
	}
}

// settle ends a step: scales of activations and weights change between steps only.
func (n *Net[X, A]) settle() {
	n.track.settle(&n.in.scale)
	n.pass.step++
	for _, l := range n.linear {
		l.track.settle(&l.y.scale)
		if n.pass.step%growEvery == 0 {
			l.grow()
		}
	}
}
