package integer

import (
	"fmt"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// Step implements nn.Net. The batch holds samples that were put since the last
// step.
func (n *Net[X, A]) Step(rows int) (nn.Report, error) {
	if err := n.check(rows); err != nil {
		return nn.Report{}, err
	}
	loss := n.learn(rows, n.options.decay(int(n.pass.step)).Mul(n.options.told(rows, n.head.choices())))
	return nn.Report{Loss: loss.Float32(), Scale: 1}, nil
}

// learn takes one step at decay times the rates and returns the loss before it.
func (n *Net[X, A]) learn(rows int, decay fixedpoint.Scalar) fixedpoint.Scalar {
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
	if n.options.Infer {
		return fmt.Errorf("integer: step: the net was built for inference")
	}
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
	s := Saturation{Clipped: n.track.clipped.Fraction()}
	for _, l := range n.linear {
		s.Clipped = max(s.Clipped, l.track.clipped.Fraction())
		s.Clamped += l.clamped
	}
	return s
}

func (n *Net[X, A]) forward() {
	for _, v := range n.nodes {
		v.forward(&n.pass)
	}
}

// backward goes from the last node to the lowest that learns: gradients of its
// inputs with the old weights, then its own update.
func (n *Net[X, A]) backward(decay fixedpoint.Scalar) {
	n.head.send(&n.pass, n.last())
	for i := len(n.nodes) - 1; i >= 0; i-- {
		if !n.places[i].learns {
			continue
		}
		if j := n.joints[i]; j != nil {
			j.flush(&n.pass, n.pass.rows*n.value(i).one())
		}
		n.nodes[i].backward(&n.pass)
		if l, ok := n.nodes[i].(*Linear[X, A]); ok && l.part > nn.Nothing {
			n.update(l, decay)
		}
	}
}

// update moves the parameters of one layer.
func (n *Net[X, A]) update(l *Linear[X, A], decay fixedpoint.Scalar) {
	l.gradBias(&n.pass)
	l.beginMomentum(&n.pass)
	if n.options.Rule == Centred {
		n.updateCentred(l, decay)
		return
	}
	norm := n.gradNorm(l).Sqrt()
	if norm == 0 {
		return
	}
	rate := n.options.rate(norm, l.paramNorm(), decay)
	n.apply(l, func(c int, dw []A) { l.updateRow(&n.pass, c, dw, rate) })
	l.updateBias(&n.pass, rate)
}

// gradNorm computes the gradient and returns its squared norm.
func (n *Net[X, A]) gradNorm(l *Linear[X, A]) (sum fixedpoint.Scalar) {
	next := 0 // channels before it are counted; of those in between biases alone learn
	biases := func(to int) {
		for ; next < to; next++ {
			sum = sum.Add(l.rowNorm(next, nil))
		}
	}
	n.measure(l, func(c int, dw []A) {
		biases(c)
		sum = sum.Add(l.rowNorm(c, dw))
		next = c + 1
	})
	biases(l.conv.Out.C)
	return sum
}

// measure computes the gradient, panel by panel, and calls f with every channel that
// learns.
func (n *Net[X, A]) measure(l *Linear[X, A], f func(c int, dw []A)) { n.panels(l, true, f) }

// apply calls f with the gradient of every channel that learns, kept or computed again.
func (n *Net[X, A]) apply(l *Linear[X, A], f func(c int, dw []A)) { n.panels(l, l.twice(), f) }

func (n *Net[X, A]) panels(l *Linear[X, A], compute bool, f func(c int, dw []A)) {
	kept := l.dw
	for _, s := range l.channels {
		for from := s.From; from < s.To; from += l.panel {
			rows := op.Span{From: from, To: min(from+l.panel, s.To)}
			dw := kept[:rows.Len()*l.fanIn]
			if compute {
				l.grad(&n.pass, rows, dw)
			}
			for c := rows.From; c < rows.To; c++ {
				f(c, dw[(c-from)*l.fanIn:(c-from+1)*l.fanIn])
			}
			if !l.twice() {
				kept = kept[len(dw):]
			}
		}
	}
}

// settle ends a step: scales of activations and weights change between steps only.
func (n *Net[X, A]) settle() {
	n.track.settle(&n.in.scale)
	n.pass.step++
	for _, v := range n.nodes {
		switch v := v.(type) {
		case *Linear[X, A]:
			v.track.settle(&v.y.scale)
			if n.options.Rule == Capped && v.part == nn.Weights && n.pass.step%growEvery == 0 {
				v.grow()
			}
		case *add[X, A]:
			v.track.settle(&v.y.scale)
		}
	}
}
