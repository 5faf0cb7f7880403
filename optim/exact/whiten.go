package exact

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"edgetune/nn"
)

// Whitener is SGD whose weight gradients are whitened by full matrices, as the
// methods do that the scalars and the centring of package optim stand beside. It
// implements nn.Optimizer.
//
// With Outputs false it is embedded feature whitening (Yong and Zhang, ECCV 2022):
// G becomes R^(-1/2) G, R the running second moment of the layer's input. With
// Outputs true it is AdaBK (Yong, Sun, Zhang, CVPR 2023): also from the side of the
// backward values, G L^(-1/2). Both give the result the length that G had. Biases,
// gamma and beta take plain steps. We had their abstracts; the constants
// are ours.
//
// State: n_in² (+ n_out²) numbers for each group of a linear layer. Cost: two
// eigenvalue problems of these sizes in each step.
type Whitener struct {
	Eta     float64
	Steps   int // T of the linear decay; 0: none
	Outputs bool

	step    int
	moments map[int][]*moment // of each node, by group
}

// moment is the running second moments around one group of a layer.
type moment struct {
	in, out *mat.SymDense
	steps   int
}

// Constants of the whitening.
const (
	momentKeep = 0.95
	momentDamp = 1e-3 // of the largest eigenvalue
)

// Plan implements nn.Optimizer.
func (w *Whitener) Plan(_ *nn.Planner, _ []*nn.Block, d nn.DType) error {
	if d != nn.F32 {
		return fmt.Errorf("optim/exact: storage %v; build the model with float32", d)
	}
	w.moments = map[int][]*moment{}
	return nil
}

// Begin implements nn.Optimizer.
func (w *Whitener) Begin(info nn.StepInfo) { w.step = info.Step }

// Visit implements nn.Optimizer.
func (w *Whitener) Visit(int, []int, nn.Layer, *nn.Pass) {}

// Update implements nn.Optimizer.
func (w *Whitener) Update(b *nn.Block, l nn.Trainable, s *nn.Pass) bool {
	grad, bias := make([]float, b.Rows*b.Cols), make([]float, b.Cols)
	l.Grad(s, nn.Span{To: b.Rows}, grad)
	l.GradBias(s, bias)
	for _, v := range append(append([]float(nil), grad...), bias...) {
		if v-v != 0 {
			return false
		}
	}
	direction := widen(grad)
	if b.Means > 0 {
		w.whiten(b, l, s, direction)
	}
	eta := w.Eta
	if w.Steps > 0 {
		eta *= max(0, 1-float64(w.step-1)/float64(w.Steps))
	}
	move(b.W.Floats(), direction, eta)
	if b.HasBias() {
		move(b.B.Floats(), widen(bias), eta)
	}
	return true
}

// whiten changes the gradient [rows × cols] group by group.
func (w *Whitener) whiten(b *nn.Block, l nn.Trainable, s *nn.Pass, grad []float64) {
	dy := append([]float(nil), s.DY.Floats()[:s.Rows*s.Y.Shape[1:].Len()]...)
	all := Rows(l, s)
	wide := b.Cols / len(all)
	if w.moments[b.Node] == nil {
		w.moments[b.Node] = make([]*moment, len(all))
	}
	for g, x := range all {
		m := w.moments[b.Node][g]
		if m == nil {
			m = &moment{in: mat.NewSymDense(b.Rows, nil), out: mat.NewSymDense(wide, nil)}
			w.moments[b.Node][g] = m
		}
		m.follow(x, targets(widen(dy), s.Rows, b.Cols, g*wide, wide))
		part := mat.NewDense(b.Rows, wide, nil)
		for r := range b.Rows {
			part.SetRow(r, grad[r*b.Cols+g*wide:][:wide])
		}
		white := m.apply(part, w.Outputs)
		for r := range b.Rows {
			copy(grad[r*b.Cols+g*wide:], white.RawRowView(r))
		}
	}
}

// follow moves the moments towards those of these rows.
func (m *moment) follow(x, g *mat.Dense) {
	m.steps++
	keep := min(momentKeep, 1-1/float64(m.steps))
	rows, _ := x.Dims()
	for _, p := range []struct {
		to   *mat.SymDense
		rows *mat.Dense
	}{{m.in, x}, {m.out, g}} {
		p.to.ScaleSym(keep, p.to)
		var now mat.SymDense
		now.SymOuterK((1-keep)/float64(rows), p.rows.T())
		p.to.AddSym(p.to, &now)
	}
}

// apply returns the whitened gradient, as long as it was.
func (m *moment) apply(grad *mat.Dense, outputs bool) *mat.Dense {
	var white mat.Dense
	white.Mul(inverseRoot(m.in), grad)
	if outputs {
		white.Mul(&white, inverseRoot(m.out))
	}
	if n := mat.Norm(&white, 2); n > 0 {
		white.Scale(mat.Norm(grad, 2)/n, &white)
	}
	return &white
}

// inverseRoot is (m + damping)^(-1/2), the unit matrix where m is zero.
func inverseRoot(m *mat.SymDense) *mat.Dense {
	n := m.SymmetricDim()
	var e mat.EigenSym
	scaled := mat.NewDense(n, n, nil)
	if !e.Factorize(m, true) {
		return identityOf(n)
	}
	values := e.Values(nil)
	top := values[n-1]
	if !(top > 0) {
		return identityOf(n)
	}
	var v, out mat.Dense
	e.VectorsTo(&v)
	for c, value := range values {
		f := 1 / math.Sqrt(max(value, 0)+momentDamp*top)
		for r := range n {
			scaled.Set(r, c, f*v.At(r, c))
		}
	}
	out.Mul(scaled, v.T())
	return &out
}

func identityOf(n int) *mat.Dense {
	m := mat.NewDense(n, n, nil)
	for i := range n {
		m.Set(i, i, 1)
	}
	return m
}
