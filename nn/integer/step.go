package integer

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// Report is what a step tells.
type Report struct {
	Loss    float64 // mean cross-entropy, before the update
	Clipped float64 // largest share of one activation's values that were clipped
	Clamped int64   // weights that have left ±32639 and were clamped, in all steps
}

// Step trains on x [rows × input] and one label for each row. decay scales the
// rates; 1 is none.
func (n *Net[X, A]) Step(x []float32, labels []int, decay float64) (Report, error) {
	if err := n.check(x, labels); err != nil {
		return Report{}, err
	}
	n.pass.rows, n.pass.train = len(labels), true
	n.forward(x)
	report := Report{Loss: n.head.run(n.last().logits, labels)}
	n.backward(decay)
	n.settle()
	n.count(&report)
	return report, nil
}

// count adds what saturated.
func (n *Net[X, A]) count(r *Report) {
	r.Clipped = n.track.clipped
	for _, l := range n.linear {
		r.Clipped = max(r.Clipped, l.track.clipped)
		r.Clamped += l.clamped
	}
}

// Infer computes the logits of x [rows × input] in units of 1/256. The result is
// valid until the next call of the net.
func (n *Net[X, A]) Infer(x []float32) ([]int16, error) {
	one := n.in.shape.Len() / n.in.shape.N
	if len(x)%one != 0 || len(x)/one > n.in.shape.N {
		return nil, fmt.Errorf("integer: %d inputs; want up to %d rows of %d", len(x), n.in.shape.N, one)
	}
	n.pass.rows, n.pass.train = len(x)/one, false
	n.forward(x)
	return n.last().logits[:n.pass.rows*n.head.classes], nil
}

func (n *Net[X, A]) check(x []float32, labels []int) error {
	one := n.in.shape.Len() / n.in.shape.N
	if len(labels) < 1 || len(labels) > n.in.shape.N || len(x) != len(labels)*one {
		return fmt.Errorf("integer: %d inputs and %d labels; want up to %d rows of %d inputs and one label each", len(x), len(labels), n.in.shape.N, one)
	}
	for i, c := range labels {
		if c < 0 || c >= n.head.classes {
			return fmt.Errorf("integer: label %d of row %d; the net has classes 0 to %d", c, i, n.head.classes-1)
		}
	}
	return nil
}

func (n *Net[X, A]) last() *Linear[X, A] { return n.linear[len(n.linear)-1] }

// input returns what node i reads.
func (n *Net[X, A]) input(i int) *activation[X] {
	if i == 0 {
		return &n.in
	}
	return n.nodes[i-1].output()
}

func (n *Net[X, A]) forward(x []float32) {
	n.quantise(x)
	for i, l := range n.nodes {
		l.forward(&n.pass, n.input(i))
	}
}

// quantise rounds the input to multiples of its scale.
func (n *Net[X, A]) quantise(x []float32) {
	to := fixedpoint.Affine{Scale: n.in.scale}
	wide := fixedpoint.Range{Min: math.MinInt32, Max: math.MaxInt32}
	var clip fixedpoint.Saturation
	var peak int32
	for i, v := range x {
		q := int32(clip.Clamp(int64(to.Quantize(float64(v), wide)), -int64(n.top), int64(n.top)))
		n.in.v[i] = X(q)
		peak = max(peak, q, -q)
	}
	if n.pass.train {
		n.track.observe(n.in.scale, clip, false, peak)
	}
}

// backward goes from the last node to the lowest that learns: gradient of its
// input with the old weights, then its own update.
func (n *Net[X, A]) backward(decay float64) {
	n.g[0].v, n.g[1].v = n.maps[0], n.maps[1]
	dy, dx := &n.g[0], &n.g[1]
	send(&n.head, n.pass.rows, dy)
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
		dy, dx = dx, dy
	}
}

// update moves the parameters of one layer.
func (n *Net[X, A]) update(l *Linear[X, A], x *activation[X], decay float64) {
	l.gradBias(&n.pass)
	norm := math.Sqrt(n.gradNorm(l, x))
	if norm == 0 {
		return
	}
	rate := n.options.rate(norm, l.paramNorm(), decay)
	whole := n.panel(l) == l.conv.Out.C
	n.panels(l, func(rows op.Span, dw []A) {
		if !whole {
			l.grad(&n.pass, x, rows, dw)
		}
		for c := rows.From; c < rows.To; c++ {
			l.updateRow(&n.pass, x, c, dw[(c-rows.From)*l.fanIn:(c-rows.From+1)*l.fanIn], rate)
		}
	})
	l.updateBias(&n.pass, rate)
}

// gradNorm computes the gradient, panel by panel, and returns its squared norm.
func (n *Net[X, A]) gradNorm(l *Linear[X, A], x *activation[X]) (sum float64) {
	n.panels(l, func(rows op.Span, dw []A) {
		l.grad(&n.pass, x, rows, dw)
		for c := rows.From; c < rows.To; c++ {
			sum += l.rowNorm(x, c, dw[(c-rows.From)*l.fanIn:(c-rows.From+1)*l.fanIn])
		}
	})
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
