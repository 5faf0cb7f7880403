package exact

import (
	"gonum.org/v1/gonum/mat"

	"edgetune/nn"
)

// Input returns the backward value of input j that matches the layer's own backward
// value g [rows × out]: the dx of each sample that minimises |J dx - g|², [rows × in].
func Input(l nn.Layer, s *nn.Pass, j int, g []float64, o Options) []float64 {
	if Coupled(l, s) {
		m := BatchJacobian(l, s, j)
		return column(Solve(m, mat.NewDense(len(g), 1, g), o, normShare))
	}
	var dx []float64
	jac := Jacobian(l, s, j)
	for n, m := range jac {
		dx = append(dx, column(Solve(m, one(g, n, len(jac)), o, rankShare))...)
	}
	return dx
}

// one is the part of sample n in g, as a column.
func one(g []float64, n, samples int) *mat.Dense {
	width := len(g) / samples
	return mat.NewDense(width, 1, g[n*width:(n+1)*width])
}

func column(m *mat.Dense) []float64 { return mat.Col(nil, 0, m) }

// Params returns the change of a layer's weights [rows × cols] and bias [cols] that
// matches the backward value g of its output: minimises the sum over samples and
// positions of |dW x + db - N·g|². N is the number of samples, because g is of the
// mean loss; the sign is that of a gradient.
func Params(l nn.Trainable, s *nn.Pass, g []float64, o Options) (w, bias []float64) {
	b := l.Block()
	w = make([]float64, b.Rows*b.Cols)
	if b.HasBias() {
		bias = make([]float64, b.Cols)
	}
	all := Rows(l, s)
	wide := b.Cols / len(all)
	for i, x := range all {
		target := targets(g, s.Rows, b.Cols, i*wide, wide)
		dw, db := params(x, target, o, b.HasBias())
		for r := range b.Rows {
			for c := range wide {
				w[r*b.Cols+i*wide+c] = dw.At(r, c)
			}
		}
		if b.HasBias() {
			copy(bias[i*wide:], db)
		}
	}
	return w, bias
}

// targets are N·g of some columns, a row for each sample and position.
func targets(g []float64, samples, cols, from, wide int) *mat.Dense {
	t := mat.NewDense(len(g)/cols, wide, nil)
	for r := range len(g) / cols {
		for c := range wide {
			t.Set(r, c, float64(samples)*g[r*cols+from+c])
		}
	}
	return t
}

// params solves one group.
func params(x, target *mat.Dense, o Options, bias bool) (w *mat.Dense, b []float64) {
	places, n := x.Dims()
	ones := mat.NewDense(places, 1, nil)
	for i := range places {
		ones.Set(i, 0, 1)
	}
	if !bias || !o.Joint {
		return Solve(x, target, o, rankShare), mat.Row(nil, 0, Solve(ones, target, o, rankShare))
	}
	var both mat.Dense
	both.Augment(x, ones)
	d := Solve(&both, target, o, rankShare)
	_, wide := d.Dims()
	return mat.DenseCopyOf(d.Slice(0, n, 0, wide)), mat.Row(nil, n, d)
}
