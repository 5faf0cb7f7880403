package optim

import "edgetune/nn"

// lowRank measures a gradient Xᵀ·dY of few rows, as a dense layer has at a small batch,
// without computing it: with K = X·Xᵀ [rows × rows], the square of column i is
// dY_iᵀ·K·dY_i, and its product with the input mean x̄ is (X·x̄)ᵀ·dY_i. The gradient is
// then computed once, panel by panel, when the weights move; until then its place is
// free for what is here.
type lowRank struct {
	x     []float // some columns of X, centred: [rows × chunk]
	dy    []float // some columns of dY
	mixed []float // some columns of K·dY
	gram  []float // K
	along []float // X·x̄
}

const (
	mostRank = 16 // rows that are worth it
	chunk    = 64 // columns at a time
)

// isLowRank reports whether a block's gradient is measured by its factors: where that
// takes less place than the gradient.
func (o *Optimizer) isLowRank(b *nn.Block) bool {
	return o.rates.norms() && !o.rates.whole() && 0 < b.Factors && b.Factors <= mostRank &&
		b.Rows*b.Cols > lowRankFloats(b.Factors)
}

// lowRankFloats is how much place it needs.
func lowRankFloats(rows int) int { return rows * (3*chunk + rows + 1) }

func newLowRank(room []float, rows int) (f lowRank) {
	for _, v := range []struct {
		dst *[]float
		n   int
	}{{&f.x, rows * chunk}, {&f.dy, rows * chunk}, {&f.mixed, rows * chunk}, {&f.gram, rows * rows}, {&f.along, rows}} {
		*v.dst, room = room[:v.n], room[v.n:]
	}
	clear(f.gram)
	clear(f.along)
	return f
}

// measureLowRank sets st.q and st.hx of this step.
func (st *state) measureLowRank(b *nn.Block, s *nn.Pass) {
	f := newLowRank(st.grad.Floats(), s.Rows)
	for lo := 0; lo < b.Rows; lo += chunk {
		f.inputs(b, st, s, lo, min(chunk, b.Rows-lo))
	}
	for lo := 0; lo < b.Cols; lo += chunk {
		f.outputs(b, st, s, lo, min(chunk, b.Cols-lo))
	}
}

// inputs adds what `wide` columns of X from lo on contribute to K and to X·x̄.
func (f *lowRank) inputs(b *nn.Block, st *state, s *nn.Pass, lo, wide int) {
	for r := range s.Rows {
		row := columns(s, s.X[0], r*b.Rows+lo, f.x[r*wide:][:wide])
		if st.xbar.Bound() {
			mean := st.xbar.Floats()[lo:][:wide]
			s.K.Axpy(row, -1, mean)
			f.along[r] += s.K.Dot(row, mean)
		}
	}
	s.K.GemmT(s.Rows, s.Rows, wide, f.x, wide, f.x, wide, f.gram, s.Rows)
}

// outputs sets `wide` columns of st.q and st.hx from lo on.
func (f *lowRank) outputs(b *nn.Block, st *state, s *nn.Pass, lo, wide int) {
	n, q, hx := s.Rows, st.q[lo:][:wide], st.hx[lo:][:wide]
	for r := range n {
		row := columns(s, s.DY, r*b.Cols+lo, f.dy[r*wide:][:wide])
		s.K.Axpy(hx, f.along[r], row)
	}
	clear(f.mixed)
	s.K.Gemm(n, wide, n, f.gram, n, 1, f.dy, wide, f.mixed, wide)
	for r := range n {
		s.K.Fma(q, f.dy[r*wide:][:wide], f.mixed[r*wide:][:wide])
	}
	for i, v := range q {
		q[i] = max(v, 0) // rounding
	}
}

// columns copies elements of t from at on into dst.
func columns(s *nn.Pass, t *nn.Tensor, at int, dst []float) []float {
	copy(dst, t.Read(s.K, at, at+len(dst), dst))
	return dst
}
