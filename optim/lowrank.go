package optim

import "edgetune/nn"

// lowRank measures a gradient Xᵀ·dY of few rows, as a dense layer has at a small batch,
// without computing it: with X centred and K = X·Xᵀ [rows × rows], the square of column
// i is dY_iᵀ·K·dY_i, and its product with the input mean x̄ is (X·x̄)ᵀ·dY_i. The gradient
// is then computed once, panel by panel, when the weights move: where X is centred, from
// the factors here, which are kept whole; else by the layer, and until then its place is
// free for some columns of the factors at a time.
type lowRank struct {
	on          bool
	rows        int
	wideX, wide int     // columns at a time of X, and of dY
	x           []float // X, centred: [rows × wideX]
	dy          []float // [rows × wide]
	mixed       []float // K·dY, as many columns as there is place for
	gram        []float // K
	along       []float // X·x̄
}

const (
	mostRank = 16 // rows that are worth it
	chunk    = 64 // columns at a time of factors that are not kept
)

// isLowRank reports whether a block's gradient is measured by its factors: where they
// take less place than the gradient.
func (o *Optimizer) isLowRank(b *nn.Block) bool {
	return o.rates.norms() && !o.rates.whole() && 0 < b.Factors && b.Factors <= mostRank &&
		b.Rows*b.Cols > o.factorFloats(b)
}

// factorFloats is how much place the factors need.
func (o *Optimizer) factorFloats(b *nn.Block) int {
	if o.rates.centres(b) {
		return b.Factors * (b.Rows + b.Cols + b.Factors + 1)
	}
	return b.Factors * (3*chunk + b.Factors + 1)
}

// lay spreads the factors of n rows over their place.
func (f *lowRank) lay(b *nn.Block, st *state, n int) {
	f.rows, f.wideX, f.wide, f.mixed = n, b.Rows, b.Cols, st.grad.Floats()
	room := st.factors.Floats()
	if !st.factors.Bound() {
		f.wideX, f.wide = chunk, chunk
		f.mixed, room = st.grad.Floats()[:n*chunk], st.grad.Floats()[n*chunk:]
	}
	for _, v := range []struct {
		dst *[]float
		n   int
	}{{&f.x, n * f.wideX}, {&f.dy, n * f.wide}, {&f.gram, n * n}, {&f.along, n}} {
		*v.dst, room = room[:v.n], room[v.n:]
	}
	clear(f.gram)
	clear(f.along)
}

// measureLowRank sets st.q and st.hx of this step.
func (st *state) measureLowRank(b *nn.Block, s *nn.Pass) {
	f := &st.low
	f.lay(b, st, s.Rows)
	for lo := 0; lo < b.Rows; lo += f.wideX {
		f.inputs(b, st, s, lo, min(f.wideX, b.Rows-lo))
	}
	for lo := 0; lo < b.Cols; lo += f.wide {
		f.outputs(b, st, s, lo, min(f.wide, b.Cols-lo))
	}
	for i, v := range st.q {
		st.q[i] = max(v, 0) // rounding
	}
}

// inputs adds what wide columns of X from lo on contribute to K and to X·x̄.
func (f *lowRank) inputs(b *nn.Block, st *state, s *nn.Pass, lo, wide int) {
	for r := range s.Rows {
		row := widened(s, s.X[0], r*b.Rows+lo, f.x[r*wide:][:wide])
		if st.xbar.Bound() {
			mean := st.xbar.Floats()[lo:][:wide]
			s.K.Axpy(row, -1, mean)
			f.along[r] += s.K.Dot(row, mean)
		}
	}
	s.K.GemmT(s.Rows, s.Rows, wide, f.x, wide, f.x, wide, f.gram, s.Rows)
}

// outputs sets wide columns of st.q and st.hx from lo on.
func (f *lowRank) outputs(b *nn.Block, st *state, s *nn.Pass, lo, wide int) {
	n := s.Rows
	for r := range n {
		widened(s, s.DY, r*b.Cols+lo, f.dy[r*wide:][:wide])
	}
	if st.xbar.Bound() {
		s.K.Gemm(1, wide, n, f.along, n, 1, f.dy, wide, st.hx[lo:], wide)
	}
	most := len(f.mixed) / n
	for at := 0; at < wide; at += most {
		f.squares(s, wide, at, min(most, wide-at), st.q[lo:])
	}
}

// squares adds to q of w columns from at on of the wide ones that there are.
func (f *lowRank) squares(s *nn.Pass, wide, at, w int, q []float) {
	n, mixed := f.rows, f.mixed[:f.rows*w]
	clear(mixed)
	s.K.Gemm(n, w, n, f.gram, n, 1, f.dy[at:], wide, mixed, w)
	for r := range n {
		s.K.Fma(q[at:][:w], f.dy[r*wide+at:][:w], mixed[r*w:][:w])
	}
}

// gradient writes rows of the centred gradient into g.
func (f *lowRank) gradient(b *nn.Block, s *nn.Pass, rows nn.Span, g []float) {
	clear(g)
	s.K.Gemm(rows.Len(), b.Cols, f.rows, f.x[rows.From:], 1, b.Rows, f.dy, b.Cols, g, b.Cols)
}

// widened copies elements of t from at on into dst.
func widened(s *nn.Pass, t *nn.Tensor, at int, dst []float) []float {
	if v := t.Read(s.K, at, at+len(dst), dst); &v[0] != &dst[0] {
		copy(dst, v)
	}
	return dst
}
