package exact

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"edgetune/nn"
)

// mlpFixture is the chain of exact back-matching through a whole net.
func mlpFixture(t *testing.T, f fixture) {
	sizes, rows := f.floats("sizes"), f.int("N")
	lines := []string{fmt.Sprint("input ", sizes[0])}
	for i, n := range sizes[1:] {
		lines = append(lines, fmt.Sprint("dense ", n))
		if i < len(sizes)-2 {
			lines = append(lines, "relu")
		}
	}
	o := New(0.1, Options{})
	m := build(t, o, nn.Options{Batch: rows}, append(lines, "loss softmax")...)
	toRows := func(v []float64, i int) []float64 { return turned(v, 1, int(sizes[i+1]), int(sizes[i])) }
	for i, b := range m.Blocks() {
		set(b.W.Floats(), toRows(f.lists("W")[i], i))
		set(b.B.Floats(), f.lists("b")[i])
	}
	for i := range rows {
		m.Batch().Class(i, int(f.floats("label")[i]))
	}
	o.Seen = func(b *nn.Block, g, w, _ []float64) {
		i := slices.Index(m.Blocks(), b)
		closeTo(t, "exact_bm_g", f.lists("exact_bm_g")[i], g)
		closeTo(t, "exact_bm_dW", toRows(f.lists("exact_bm_dW")[i], i), w)
	}
	step(t, m, rows, f.floats("x"))
	require.NoError(t, o.Err())
	want := slices.Clone(toRows(f.lists("W")[0], 0))
	for i, v := range toRows(f.lists("exact_bm_dW")[0], 0) {
		want[i] -= 0.1 * v
	}
	closeTo(t, "new W", want, widen(m.Blocks()[0].W.Floats()))
	mlpVariants(t, f, append(lines, "loss softmax"))
}

// mlpVariants is one capped step of every product of scalars.
func mlpVariants(t *testing.T, f fixture, lines []string) {
	rows, sizes := f.int("N"), f.floats("sizes")
	p := &spy{}
	layer := len(sizes) - 2
	product, gains := 1.0, []float64{1, 1, 1}
	p.update = func(b *nn.Block, l nn.Trainable, s *nn.Pass) {
		x, in := Rows(l, s)[0], int(sizes[layer])
		scalars := scalarsOf(x, rows, 1)
		w, bias := turned(widen(b.W.Floats()), 1, in, b.Cols), widen(b.B.Floats())
		dw, db := make([]float, b.Rows*b.Cols), make([]float, b.Cols)
		l.Grad(s, nn.Span{To: b.Rows}, dw)
		l.GradBias(s, db)
		for name := range f.sub("variants") {
			v := f.sub("variants").sub(name)
			c := scalars[name] * mean(gains) * product
			cb := c
			if name == "trace_n" {
				cb = scalars["m_b"] * mean(gains) * product
			}
			closeNumber(t, name+" c_W", v.floats("c_W")[layer], c)
			closeNumber(t, name+" c_b", v.floats("c_b")[layer], cb)
			closeNumber(t, name+" rate_W", v.floats("rate_W")[layer], 1/(c+v.number("eps")))
			nw, nb, scale := capped(v, w, bias, turned(widen(dw), 1, in, b.Cols), widen(db), c, cb)
			closeNumber(t, name+" cap_scale", v.floats("cap_scale")[layer], scale)
			closeTo(t, name+" new_W", v.lists("new_W")[layer], nw)
			closeTo(t, name+" new_b", v.lists("new_b")[layer], nb)
		}
		factor := 0.0
		for i, g := range gains[:b.Cols] {
			factor += g * sum2(w[i*in:(i+1)*in]) / float64(in)
		}
		closeNumber(t, "f", f.sub("variants").sub("mu").floats("f")[layer], factor)
		product *= factor
		layer--
	}
	p.visit = func(_ int, l nn.Layer, s *nn.Pass) {
		if _, ok := l.(nn.Trainable); !ok {
			gains = activeShares(s)
		}
	}
	m := build(t, p, nn.Options{Batch: rows}, lines...)
	for i, b := range m.Blocks() {
		set(b.W.Floats(), turned(f.lists("W")[i], 1, int(sizes[i+1]), int(sizes[i])))
		set(b.B.Floats(), f.lists("b")[i])
	}
	for i := range rows {
		m.Batch().Class(i, int(f.floats("label")[i]))
	}
	step(t, m, rows, f.floats("x"))
}

// capped is one step of the rates eta/c, no longer than a share of the layer.
func capped(v fixture, w, b, dw, db []float64, c, cb float64) (nw, nb []float64, scale float64) {
	eta, eps := v.number("eta"), v.number("eps")
	length := math.Sqrt(sum2(dw)*math.Pow(eta/(c+eps), 2) + sum2(db)*math.Pow(eta/(cb+eps), 2))
	scale = min(1, v.number("cap")*(math.Sqrt(sum2(w)+sum2(b))+1e-3)/length)
	for i := range w {
		nw = append(nw, w[i]-scale*eta/(c+eps)*dw[i])
	}
	for i := range b {
		nb = append(nb, b[i]-scale*eta/(cb+eps)*db[i])
	}
	return nw, nb, scale
}

// activeShares is the share of positive outputs of each channel.
func activeShares(s *nn.Pass) []float64 {
	c := s.Y.Shape.Channels()
	share := make([]float64, c)
	y := s.Y.Floats()[:s.Rows*s.Y.Shape[1:].Len()]
	for i, v := range y {
		if v > 0 {
			share[i%c] += float64(c) / float64(len(y))
		}
	}
	return share
}

func mean(v []float64) (sum float64) {
	for _, x := range v {
		sum += x / float64(len(v))
	}
	return sum
}

// convNetFixture is conv1d, BatchNorm that trains, ReLU, flatten, dense: the
// curvatures of every product of scalars.
func convNetFixture(t *testing.T, f fixture) {
	rows, ci, co, width, positions := f.int("N"), f.int("C"), f.int("c_out"), f.int("T"), f.int("P")
	p := &spy{}
	var gains []float64
	p.visit = func(_ int, l nn.Layer, s *nn.Pass) {
		if _, ok := l.(*nn.ReLU); ok {
			gains = activeShares(s)
		}
	}
	at := 2
	keys := []string{"W1", "gamma", "W2"}
	product := 1.0
	p.update = func(b *nn.Block, l nn.Trainable, s *nn.Pass) {
		for name := range f.sub("variants") {
			want := f.sub("variants").sub(name).sub("c").number(keys[at])
			switch at {
			case 2:
				closeNumber(t, name+" W2", want, scalarsOf(Rows(l, s)[0], rows, 1)[name])
			case 1:
				closeNumber(t, name+" gamma", want, float64(positions)*mean(gains)*product)
			case 0:
				closeNumber(t, name+" W1", want, scalarsOf(Rows(l, s)[0], rows, positions)[name]*mean(gains)*product)
			}
		}
		switch at {
		case 2:
			product = sum2(widen(b.W.Floats())) / float64(b.Rows)
		case 1: // gamma over sigma, squared: that of the layer's own Jacobian, whose rank is two less
			for c := range gains {
				gains[c] *= math.Pow(slope(BatchJacobian(l, s, 0), c, co), 2)
			}
		}
		at--
	}
	m := build(t, p, nn.Options{Batch: rows}, fmt.Sprintf("input %dx%d", width, ci), fmt.Sprintf("conv1d %d kernel=3 stride=2 pad=1,1", co),
		"batchnorm eps=1e-5", "relu", "flatten", "dense 4", "loss softmax")
	b := m.Blocks()
	set(b[0].W.Floats(), turned(turned(f.floats("W1"), co, ci, 3), 1, co, 3*ci))
	set(b[0].B.Floats(), f.floats("b1"))
	set(b[1].W.Floats(), f.floats("gamma"))
	set(b[1].B.Floats(), f.floats("beta"))
	set(b[2].W.Floats(), turned(f.floats("W2"), 1, 4, positions*co))
	set(b[2].B.Floats(), f.floats("b2"))
	for i := range rows {
		m.Batch().Class(i, int(f.floats("label")[i]))
	}
	step(t, m, rows, turned(f.floats("x"), rows, ci, width))
}

// slope is gamma/sigma of a channel: the largest singular value of its part of the
// Jacobian.
func slope(jac *mat.Dense, channel, channels int) float64 {
	r, _ := jac.Dims()
	m := mat.NewDense(r/channels, r/channels, nil)
	for i := range r / channels {
		for j := range r / channels {
			m.Set(i, j, jac.At(i*channels+channel, j*channels+channel))
		}
	}
	return math.Sqrt(spectral(m))
}
