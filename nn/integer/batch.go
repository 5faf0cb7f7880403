package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// batch is the input side of a net. Samples are rounded to multiples of the input's
// scale as they come; that scale moves with every step, so samples must be put
// again before the next one.
type batch[X op.Value, A op.Sum] struct{ n *Net[X, A] }

// Batch implements nn.Net.
func (n *Net[X, A]) Batch() nn.Batch { return batch[X, A]{n} }

// Put implements nn.Batch.
func (b batch[X, A]) Put(i int, x []float32) {
	n := b.n
	one := n.in.one()
	to := fixedpoint.Affine{Scale: n.in.scale.Float64()}
	wide := fixedpoint.Range{Min: math.MinInt32, Max: math.MaxInt32}
	seen := &n.seen[i]
	*seen = sighting{}
	dst := n.in.v[i*one : (i+1)*one]
	for j, v := range x[:one] {
		q := int32(seen.clip.Clamp(int64(to.Quantize(float64(v), wide)), -int64(n.top), int64(n.top)))
		dst[j] = X(q)
		seen.peak = max(seen.peak, q, -q)
	}
}

// Class implements nn.Batch. Nets that do not learn ignore it.
func (b batch[X, A]) Class(i, class int) {
	if h := b.n.head; h.labels != nil {
		h.labels[i] = int32(class)
	}
}

// Target implements nn.Batch. Nets that do not learn ignore it.
func (b batch[X, A]) Target(i int, y []float32) {
	if h := b.n.head; h.want != nil {
		h.target(i, y)
	}
}

// sighting is what rounding one sample has met.
type sighting struct {
	clip fixedpoint.Saturation
	peak int32
}

// watchInput lets the input's scale follow the samples of this step.
func (n *Net[X, A]) watchInput() {
	var all sighting
	for i := range n.seen[:n.pass.rows] {
		all.clip.Add(n.seen[i].clip)
		all.peak = max(all.peak, n.seen[i].peak)
	}
	n.track.observe(n.in.scale, all.clip, false, all.peak)
}
