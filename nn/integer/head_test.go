package integer

import (
	"math"
	"testing"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func testHead(t *testing.T, l nn.LossSpec, rows, width int) *head[int32] {
	t.Helper()
	h, err := newHead[int32](l, op.Shape{N: rows, H: 1, W: 1, C: width})
	require.NoError(t, err)
	pl := newPlanning(1)
	h.plan(pl, rows, true, true)
	_, err = pl.allocate(0)
	require.NoError(t, err)
	return h
}

// TestHeads compares the gradient of every loss with its derivative in float64.
func TestHeads(t *testing.T) {
	z := []int16{300, -50, 120, 0, -400, 700}
	labels := []int32{2, 0}
	targets := []float32{0.5, -1, 2, 0, 0, 1}
	bits := []float32{1, 0, 0.25, 0, 1, 1}
	for _, c := range []struct {
		name string
		loss nn.LossSpec
		want []float32
		of   func(z []float64) float64
	}{
		{"softmax", nn.LossSpec{Kind: "softmax"}, nil, func(z []float64) float64 {
			return (entropy(z[:3], 2, 0) + entropy(z[3:], 0, 0)) / 2
		}},
		{"weights", nn.LossSpec{Kind: "softmax", Weights: []float32{3, 1, 0.5}}, nil, func(z []float64) float64 {
			return (0.5*entropy(z[:3], 2, 0) + 3*entropy(z[3:], 0, 0)) / 3.5
		}},
		{"smooth", nn.LossSpec{Kind: "softmax", Smooth: 0.1}, nil, func(z []float64) float64 {
			return (entropy(z[:3], 2, 0.1) + entropy(z[3:], 0, 0.1)) / 2
		}},
		{"mse", nn.LossSpec{Kind: "mse"}, targets, func(z []float64) (sum float64) {
			for i, v := range z {
				sum += (v - float64(targets[i])) * (v - float64(targets[i])) / 6
			}
			return sum
		}},
		{"bce", nn.LossSpec{Kind: "bce"}, bits, func(z []float64) (sum float64) {
			for i, v := range z {
				p := 1 / (1 + math.Exp(-v))
				sum -= (float64(bits[i])*math.Log(p) + (1-float64(bits[i]))*math.Log(1-p)) / 6
			}
			return sum
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := testHead(t, c.loss, 2, 3)
			copy(h.labels, labels)
			for i := 0; c.want != nil && i < 2; i++ {
				h.target(i, c.want[3*i:3*i+3])
			}
			loss := h.run(z, 2)
			x := make([]float64, len(z))
			for i, v := range z {
				x[i] = float64(v) / 256
			}
			if c.loss.Smooth == 0 { // with smoothing it reports the loss of the label alone
				assert.InDelta(t, c.of(x), loss.Float64(), 2e-3)
			}
			for i := range x {
				assert.InDelta(t, slope(c.of, x, i), float64(h.g[i])*h.scale.Float64(), 1e-3, "value %d", i)
			}
		})
	}
}

// TestTeacher compares the pull of a teacher with its derivative in float64.
func TestTeacher(t *testing.T) {
	z := []int16{300, -50, 120, 0, -400, 700, 90, 90, -90}
	q := []int16{-200, 400, 10, 0, 0, 0, 500, -500, 250}
	of := func(z []float64) (sum float64) {
		for _, at := range []int{0, 6} { // two of three rows have a teacher
			for i := range 3 {
				p, want := softened(z[at : at+3])[i], softened(floats(q[at : at+3]))[i]
				sum += 0.3 * 4 * want * math.Log(want/p) / 2
			}
		}
		for r, label := range []int{2, 0, 1} {
			sum += entropy(z[3*r:3*r+3], label, 0) / 3
		}
		return sum
	}
	h := testHead(t, nn.LossSpec{Kind: "softmax"}, 3, 3)
	copy(h.labels, []int32{2, 0, 1})
	copy(h.teacher.logits, q)
	copy(h.teacher.has, []int32{1, 0, 1})
	h.teacher.weight = fixedpoint.Ratio(3, 10)
	loss, x := h.run(z, 3), floats(z)
	assert.InDelta(t, of(x), loss.Float64(), 4e-3)
	for i := range x {
		assert.InDelta(t, slope(of, x, i), float64(h.g[i])*h.scale.Float64(), 1e-3, "value %d", i)
	}
}

func floats(z []int16) (x []float64) {
	for _, v := range z {
		x = append(x, float64(v)/256)
	}
	return x
}

// softened is softmax(z/2).
func softened(z []float64) (p []float64) {
	var sum float64
	for _, v := range z {
		sum += math.Exp(v / 2)
	}
	for _, v := range z {
		p = append(p, math.Exp(v/2)/sum)
	}
	return p
}

func entropy(z []float64, label int, smooth float64) (loss float64) {
	var sum float64
	for _, v := range z {
		sum += math.Exp(v)
	}
	for i, v := range z {
		want := smooth / float64(len(z))
		if i == label {
			want += 1 - smooth
		}
		loss -= want * (v - math.Log(sum))
	}
	return loss
}

func slope(f func([]float64) float64, x []float64, i int) float64 {
	const step = 1e-5
	old := x[i]
	x[i] = old + step
	above := f(x)
	x[i] = old - step
	below := f(x)
	x[i] = old
	return (above - below) / (2 * step)
}

func TestHeadErrors(t *testing.T) {
	shape := op.Shape{N: 1, H: 1, W: 1, C: 3}
	_, err := newHead[int32](nn.LossSpec{Kind: "hinge"}, shape)
	assert.ErrorContains(t, err, `integer: loss "hinge"`)
	_, err = newHead[int32](nn.LossSpec{Kind: "softmax", Weights: []float32{1}}, shape)
	assert.ErrorContains(t, err, "1 class weights for 3 outputs")
}

// TestRegressionLearns: a net in 8 bits learns a sum of its inputs.
func TestRegressionLearns(t *testing.T) {
	s := Spec{
		Input: op.Shape{N: 8, H: 1, W: 1, C: 4}, InputScale: ScaleQ7(3, false),
		Form:   nn.Spec{Loss: nn.LossSpec{Kind: "mse"}},
		Layers: []Layer{{Kind: Dense, Out: 16, ReLU: true}, {Kind: Dense, Out: 1}},
	}
	randomise(t, &s)
	s.Layers[0].Scale = ScaleQ7(3, true)
	n, err := NewQ7(s, Options{Rates: DefaultRates(), Seed: 1, Steps: 300})
	require.NoError(t, err)
	var first, last float32
	for step := range uint32(300) {
		x := draw(step, 32, 1)
		for i := range 8 {
			n.Batch().Put(i, x[4*i:4*i+4])
			n.Batch().Target(i, []float32{x[4*i] - x[4*i+1]/2})
		}
		r, err := n.Step(8)
		require.NoError(t, err)
		if step == 0 {
			first = r.Loss
		}
		last = r.Loss
	}
	assert.Less(t, last, first/20)
}
