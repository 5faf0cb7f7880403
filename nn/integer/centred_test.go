package integer

import (
	"math"
	"testing"

	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// centredReference is the step of docs/backmatching.md in float64, on real values.
type centredReference struct {
	xbar  []float64
	v     float64
	steps int
}

// step returns how far weights and biases move. mean is the input's, by channel; dw
// [out × fan-in] and db the gradient; norm the length of the parameters.
func (r *centredReference) step(l geometry, mean, dw, db []float64, norm, tau float64) (w, b []float64) {
	r.steps++
	keep := min(0.99, 1-1/float64(r.steps))
	if r.xbar == nil {
		r.xbar = make([]float64, len(mean))
	}
	for i, m := range mean {
		r.xbar[i] = keep*r.xbar[i] + (1-keep)*m
	}
	h, q := make([]float64, len(dw)), make([]float64, len(db))
	hx := make([]float64, len(db))
	for i, g := range dw {
		c, x := i/l.fanIn, r.xbar[l.channel(i)]
		h[i] = g - db[c]*x
		q[c] += h[i] * h[i]
		hx[c] += h[i] * x
	}
	var length, level float64
	for c := range db {
		level += (q[c] + db[c]*db[c]) / float64(l.fanIn+1) / float64(len(db))
	}
	level = math.Pow(level, 0.25)
	factor := make([]float64, len(db))
	for c := range factor {
		var of float64 // mean over the rows of the group
		first := c / l.wide * l.wide
		for j := first; j < first+l.wide; j++ {
			of += (q[j] + db[j]*db[j]) / float64(l.fanIn+1) / float64(l.wide)
		}
		factor[c] = level * math.Pow((q[c]+db[c]*db[c])/float64(l.fanIn+1)+1e-3*of, -0.25)
		length += factor[c] * factor[c] * (q[c] + (db[c]-hx[c])*(db[c]-hx[c]))
	}
	r.v += (length - r.v) / float64(r.steps)
	k := tau * (norm + 1e-3) / math.Sqrt(max(r.v, length))
	for i, v := range h {
		w = append(w, k*factor[i/l.fanIn]*v)
	}
	for c, v := range db {
		b = append(b, k*factor[c]*(v-hx[c]))
	}
	return w, b
}

// geometry is what the reference must know of a layer.
type geometry struct{ fanIn, wide, per int }

func geometryOf[X op.Value, A op.Sum](l *Linear[X, A]) geometry {
	c := &l.conv
	return geometry{fanIn: l.fanIn, wide: c.Out.C / c.Groups, per: c.In.C / c.Groups}
}

func (g geometry) channel(i int) int { return i/g.fanIn/g.wide*g.per + i%g.fanIn%g.per }

func TestCentredStep(t *testing.T) {
	for name, s := range testNets() {
		t.Run(name+" q7", func(t *testing.T) { checkCentred(t, s, NewQ7, ScaleQ7) })
		t.Run(name+" q15", func(t *testing.T) {
			checkCentred(t, s, NewQ15, func(peak float64, _ bool) float64 { return ScaleQ15(peak) })
		})
	}
}

// checkCentred compares three steps of every layer with the reference.
func checkCentred[X op.Value, A op.Sum](t *testing.T, s Spec, build maker[X, A], scale func(float64, bool) float64) {
	const tau = 0.05
	s.InputScale = scale(4, false)
	x := draw(7, s.Input.Len(), 1)
	s = withWeights(t, s, plain64(x), scale)
	n, err := build(s, Options{Rates: Rates{Rule: Centred, Tau: tau}, Seed: 5})
	require.NoError(t, err)
	references := make([]centredReference, len(n.linear))
	labels := make([]int, s.Input.N)
	for step := range uint32(3) {
		x := draw(20+step, s.Input.Len(), 1+float32(step))
		begin(n, x, labels)
		n.head.run(n.last().logits, len(labels))
		n.head.send(&n.pass, n.last())
		for i := len(n.nodes) - 1; i >= 0; i-- {
			if j := n.joints[i]; j != nil {
				j.flush(&n.pass, len(labels)*n.value(i).one())
			}
			n.nodes[i].backward(&n.pass)
			if l, ok := n.nodes[i].(*Linear[X, A]); ok {
				checkCentredLayer(t, n, l, &references[l.index], tau)
			}
		}
		n.settle()
	}
}

func plain64(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func checkCentredLayer[X op.Value, A op.Sum](t *testing.T, n *Net[X, A], l *Linear[X, A], r *centredReference, tau float64) {
	t.Helper()
	l.gradBias(&n.pass)
	grad := make([]A, len(l.conv.Weights))
	l.grad(&n.pass, op.Span{To: l.conv.Out.C}, grad)
	dw, db := make([]float64, len(grad)), make([]float64, len(l.db))
	for i, g := range grad {
		dw[i] = float64(g) * l.gradUnit(i/l.fanIn).Float64()
	}
	for c := range db {
		db[c] = l.realBias(c).Float64()
	}
	w, b := r.step(geometryOf(l), l.meanInput(n.pass.rows), dw, db, l.paramNorm().Float64(), tau)
	before := l.Params()
	n.update(l, one())
	after := l.Params()
	var off, length float64
	for i, want := range w {
		unit := after.WScale[i/l.fanIn] / 256
		got := float64(before.W[i])*before.WScale[i/l.fanIn]/256 - float64(after.W[i])*unit
		off = max(off, math.Abs(got-want)-2*unit) // the random rounding, and that of growth
		length = max(length, math.Abs(want))
	}
	for c, want := range b {
		got := float64(before.B[c]-after.B[c]) * before.BScale
		off = max(off, math.Abs(got-want)-before.BScale)
		length = max(length, math.Abs(want))
	}
	assert.Less(t, off, 0.005*length, "layer %d", l.index)
	assert.Zero(t, l.clamped, "layer %d", l.index)
}

// meanInput is the mean of each input channel.
func (l *Linear[X, A]) meanInput(rows int) []float64 {
	channels := l.conv.In.C
	mean := make([]float64, channels)
	count := rows * l.x.one() / channels
	for i, v := range l.x.v[:rows*l.x.one()] {
		mean[i%channels] += float64(int32(v)-l.x.zero) * l.x.scale.Float64() / float64(count)
	}
	return mean
}

// TestCentredPanels: the same bits whether the gradient is kept or computed twice,
// and whether buffers share bytes or not.
func TestCentredPanels(t *testing.T) {
	for name, s := range testNets() {
		t.Run(name+" q7", func(t *testing.T) { checkPanels(t, s, NewQ7) })
		t.Run(name+" q15", func(t *testing.T) { checkPanels(t, s, NewQ15) })
	}
}

func checkPanels[X op.Value, A op.Sum](t *testing.T, s Spec, build maker[X, A]) {
	want := trained(t, s, Options{separate: true}, build)
	sizes := map[int]int{}
	for _, panel := range []int{0, 1, 3} {
		n := trained(t, s, Options{Panel: panel}, build)
		require.Equal(t, params(want), params(n), "panel %d", panel)
		sizes[panel] = n.Size()
	}
	assert.LessOrEqual(t, sizes[1], sizes[0])
	assert.Less(t, sizes[0], want.Size())
}

// trained takes six steps from fixed weights and scales.
func trained[X op.Value, A op.Sum](t testing.TB, s Spec, o Options, build maker[X, A]) *Net[X, A] {
	t.Helper()
	s.InputScale = 0.03
	if o.Rates == (Rates{}) {
		o.Rates = DefaultRates()
	}
	o.Seed, o.Steps = 3, 8
	s.Layers = append([]Layer(nil), s.Layers...)
	randomise(t, &s)
	for i := range s.Layers {
		s.Layers[i].Scale = 0.02
	}
	n, err := build(s, o)
	require.NoError(t, err)
	labels := make([]int, s.Input.N)
	for step := range uint32(6) {
		for i := range labels {
			labels[i] = (i + int(step)) % 3
		}
		put(n, draw(40+step, s.Input.Len(), 1), labels)
		_, err := n.Step(len(labels))
		require.NoError(t, err)
	}
	return n
}
