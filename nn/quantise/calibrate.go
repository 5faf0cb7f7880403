package quantise

import (
	"math"

	"edgetune/nn"
)

// span is the range of an activation over the calibration rows.
type span struct {
	top, bottom float64 // 0 is inside
}

func (r *span) see(values []float32) {
	for _, v := range values {
		r.top, r.bottom = max(r.top, float64(v)), min(r.bottom, float64(v))
	}
}

// peak is the largest magnitude, after ReLU.
func (r span) peak(relu bool) float64 {
	if relu {
		return r.top
	}
	return max(r.top, -r.bottom)
}

// ranges of all activations of a net.
type ranges struct {
	input  span
	layers []span
}

// calibrationBatch is how many rows run at a time.
const calibrationBatch = 16

// calibrate runs rows [row × input] through m.
func calibrate(m *nn.Model, rows []float32) ranges {
	r := ranges{layers: make([]span, len(m.Spec.Nodes))}
	r.input.see(rows)
	eachBatch(m, rows, func(n int) {
		m.Watch(n, func(node int, values []float32) { r.layers[node].see(values) })
	})
	return r
}

// eachBatch puts rows into the batch of m and calls f with how many.
func eachBatch(m nn.Net, rows []float32, f func(n int)) {
	one := m.Form().Input.Len()
	for at := 0; at < len(rows); at += one * calibrationBatch {
		n := min(calibrationBatch, (len(rows)-at)/one)
		for i := range n {
			m.Batch().Put(i, rows[at+i*one:][:one])
		}
		f(n)
	}
}

// finite reports whether every range is.
func (r *ranges) finite() bool {
	for _, s := range append(r.layers, r.input) {
		if math.IsInf(s.top-s.bottom, 0) || math.IsNaN(s.top-s.bottom) {
			return false
		}
	}
	return true
}
