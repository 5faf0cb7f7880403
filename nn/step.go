package nn

import (
	"fmt"
	"math"
)

// rowsOf is the Batch of a model.
type rowsOf struct{ m *Model }

// Batch returns the input side of the model.
func (m *Model) Batch() Batch { return rowsOf{m} }

// Put implements Batch.
func (b rowsOf) Put(i int, x []float) {
	n := b.m.Spec.Input.Len()
	b.m.input.Write(b.m.opt.Kernels, i*n, x[:n])
}

// Class implements Batch.
func (b rowsOf) Class(i, class int) { b.m.head.classes()[i] = int32(class) }

// Target implements Batch.
func (b rowsOf) Target(i int, y []float) { b.m.head.target(i, y) }

// Report is what a step did.
type Report struct {
	Loss    float
	Skipped int   // nodes that kept their weights, because a gradient was not finite
	Scale   float // of the loss, in float16
}

// Step learns from the first rows samples of the batch.
func (m *Model) Step(rows int) (Report, error) {
	if m.opt.Optimizer == nil {
		return Report{}, fmt.Errorf("nn: step: the model was built for inference; build it with an optimiser")
	}
	if rows < 1 || rows > m.opt.Batch {
		return Report{}, fmt.Errorf("nn: step: %d samples, the batch holds 1 to %d", rows, m.opt.Batch)
	}
	m.counter++
	m.forward(rows, true)
	last := m.nodes[len(m.nodes)-1]
	loss := m.head.loss(&last.pass, &last.grad, rows, m.scale.value)
	r := Report{Loss: loss, Scale: m.scale.value}
	if isFinite(loss) {
		r.Skipped = m.backward(rows)
	} else {
		r.Skipped = len(m.nodes)
	}
	m.scale.after(r.Skipped == 0)
	return r, nil
}

// Infer returns the output of the first rows samples: logits of a classifier,
// values of a regression, [rows × out].
func (m *Model) Infer(rows int) []float {
	m.forward(rows, false)
	last := m.nodes[len(m.nodes)-1]
	return m.head.read(&last.pass, rows)
}

func (m *Model) forward(rows int, train bool) {
	for _, n := range m.nodes {
		n.pass.Rows, n.pass.Train, n.pass.Counter = rows, train && n.learns, m.counter
		n.layer.Forward(&n.pass)
	}
}

// backward visits the nodes from the last one on. It stops at the first gradient
// that is not finite and returns how many nodes that left unchanged.
func (m *Model) backward(rows int) int {
	o := m.opt.Optimizer
	o.Begin(StepInfo{Step: int(m.counter), Rows: rows, Unscale: 1 / m.scale.value, Classes: m.choices()})
	for i := len(m.nodes) - 1; i >= 0; i-- {
		n := m.nodes[i]
		if !n.learns {
			continue
		}
		o.Visit(i, n.from, n.layer, &n.pass)
		n.layer.Backward(&n.pass)
		if t, ok := n.layer.(Trainable); ok && n.part > Nothing && !o.Update(t.Block(), t, &n.pass) {
			return i + 1
		}
	}
	return 0
}

// choices is the number of classes that a softmax chooses among, 0 for other losses.
func (m *Model) choices() int {
	if m.Spec.Loss.Kind != "softmax" {
		return 0
	}
	return m.Outputs()
}

// lossScale multiplies the loss of float16 nets, whose gradients would fall below
// the smallest number: 1024 at first, halved by a gradient that is not finite,
// doubled after 2000 good steps.
type lossScale struct {
	value float
	good  int
	fixed bool
}

const (
	scaleStart = 1024
	scaleMax   = 1 << 15
	scaleGrow  = 2000
)

func newLossScale(d DType) lossScale {
	if d != Half {
		return lossScale{value: 1, fixed: true}
	}
	return lossScale{value: scaleStart}
}

func (l *lossScale) after(ok bool) {
	switch {
	case l.fixed:
	case !ok:
		l.value, l.good = max(l.value/2, 1), 0
	case l.good+1 < scaleGrow:
		l.good++
	default:
		l.value, l.good = min(l.value*2, scaleMax), 0
	}
}

func isFinite(x float) bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }
