package integer

import (
	"math"

	"edgetune/fixedpoint"
)

// Seen is Infer that also returns what the last layer reads, as numbers [rows × inputs]. It
// allocates those.
func (n *Net[X, A]) Seen(rows int) (inputs, outputs []float32) {
	n.pass.rows, n.pass.train = rows, false
	n.forward()
	x := n.last().x
	inputs = make([]float32, rows*x.one())
	scale := x.scale.Float64()
	for i := range inputs {
		inputs[i] = float32(float64(int32(x.v[i])-x.zero) * scale)
	}
	return inputs, n.head.read(n.last().logits, rows)
}

// SetOutput sets weights and bias of output c of the last layer, rounded to nearest. Its
// scale is chosen as [Quantise] does, in the bounds that the other outputs set.
func (n *Net[X, A]) SetOutput(c int, w []float32, b float32) {
	l := n.last()
	largest := 0.0
	for i, s := range l.wScale {
		if i != c {
			largest = max(largest, s.Float64())
		}
	}
	s := max(peak(w)/112, largest/16)
	l.forget()
	l.wScale[c] = fixedpoint.Real(s)
	for i, v := range w {
		q := math.Floor(float64(float64(v)/s*256) + 0.5)
		l.w.set(c*l.fanIn+i, int32(saturate(int64(q), maxW16)))
	}
	l.b[c] = int32(saturate(int64(math.Floor(float64(b)/l.bScale.Float64()+0.5)), math.MaxInt32))
}
