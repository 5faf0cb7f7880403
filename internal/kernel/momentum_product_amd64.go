//go:build !purego && !float64

package kernel

import "unsafe"

// momentumProducts makes Set.MomentumProduct and MomentumProductF16; what the kernels do
// not do is a product and an update.
func (o products) momentumProducts(s *Set) {
	long, longF16 := momentumBy(o.gemm, momentumVec), momentumBy(o.gemmF16, momentumF16Vec)
	s.MomentumProduct = func(m, n, k int, x []float32, xs int, dy []float32, ds int, w, v, s, room []float32, mu float32) {
		if inRegisters(m, n, k) {
			momentumProduct(m, n, k, x, xs, dy, ds, w, v, s, mu)
		} else {
			long(m, n, k, x, xs, dy, ds, w, v, s, room, mu)
		}
	}
	s.MomentumProductF16 = func(m, n, k int, x []F16, xs int, dy []F16, ds int, w, v []F16, s, room []float32, mu float32) {
		if inRegisters(m, n, k) {
			momentumProductF16(m, n, k, x, xs, dy, ds, w, v, s, mu)
		} else {
			longF16(m, n, k, x, xs, dy, ds, w, v, s, room, mu)
		}
	}
}

// momentumTile is one call of a kernel that computes some rows of a gradient in
// registers and moves the weights by them: a is x, b dy, c the weights.
type momentumTile struct {
	tile
	v, s unsafe.Pointer // momentum, as the weights; rates, float32
	mu   float32
}

// momentumRows is the rows of the taller kernel.
const momentumRows = 4

// inRegisters reports whether the kernels do a product.
func inRegisters(m, n, k int) bool {
	return m > 0 && n > 0 && n%group == 0 && k > 0 && k <= depth && n <= callWork/momentumRows/k
}

func momentumProduct(m, n, k int, x []float32, xs int, dy []float32, ds int, w, v, s []float32, mu float32) {
	view[float32]{x, 1, xs}.must(m, k)
	view[float32]{dy, ds, 1}.must(k, n)
	w, v, s = w[:m*n], v[:m*n], s[:n]
	t := momentumTile{v: unsafe.Pointer(&v[0]), s: unsafe.Pointer(&s[0]), mu: mu}
	t.n, t.k, t.a, t.ai, t.ap = n, k, unsafe.Pointer(&x[0]), size32, xs*size32
	t.b, t.bs, t.c, t.cs = unsafe.Pointer(&dy[0]), ds*size32, unsafe.Pointer(&w[0]), n*size32
	t.move(m, size32)
}

// move runs the kernels over m rows of weights of the given size.
func (t *momentumTile) move(m, size int) {
	for m > 0 {
		r := 1
		if m >= momentumRows {
			r = momentumRows
		}
		switch {
		case r == 1 && size == size32:
			momentumProduct1(t)
		case size == size32:
			momentumProduct4(t)
		case r == 1:
			momentumProduct1F16(t)
		default:
			momentumProduct4F16(t)
		}
		if m -= r; m > 0 { // no pointer may leave its slice
			t.a, t.c, t.v = unsafe.Add(t.a, r*t.ai), unsafe.Add(t.c, r*t.cs), unsafe.Add(t.v, r*t.cs)
		}
	}
}

// momentumF16Args are the arguments of momentumProductF16.
type momentumF16Args struct {
	m, n, k int
	x, dy   view[F16]
	w, v    []F16
	s       []float32
	mu      float32
}

func momentumProductF16(m, n, k int, x []F16, xs int, dy []F16, ds int, w, v []F16, s []float32, mu float32) {
	p := momentumF16Args{m, n, k, view[F16]{x, xs, 1}, view[F16]{dy, ds, 1}, w[:m*n], v[:m*n], s[:n], mu}
	p.x.must(k, m)
	p.dy.must(k, n)
	onScratchMomentum(&p)
}

// onScratchMomentum calls blockedMomentum with scratch.
//
//go:noescape
func onScratchMomentum(p *momentumF16Args)

var _ = blockedMomentum // which only assembly calls

// blockedMomentum widens blocks of both factors: as many columns as fit, then as many
// rows.
func blockedMomentum(s *scratch, p *momentumF16Args) {
	t := momentumTile{mu: p.mu}
	t.k, t.cs, t.ai = p.k, p.n*size16, size32
	cols, rows := scratchB/p.k&^(group-1), scratchA/p.k
	for j := 0; j < p.n; j += cols {
		t.n = min(cols, p.n-j)
		widenRows(s.b[:], t.n, p.dy.s[j:], p.dy.row, p.k, t.n)
		for i := 0; i < p.m; i += rows {
			r := min(rows, p.m-i)
			widenRows(s.a[:], r, p.x.s[i:], p.x.row, p.k, r)
			t.a, t.ap, t.b, t.bs = unsafe.Pointer(&s.a), r*size32, unsafe.Pointer(&s.b), t.n*size32
			at := i*p.n + j
			t.c, t.v, t.s = unsafe.Pointer(&p.w[at]), unsafe.Pointer(&p.v[at]), unsafe.Pointer(&p.s[j])
			t.move(r, size16)
		}
	}
}

//go:noescape
func momentumProduct1(t *momentumTile)

//go:noescape
func momentumProduct4(t *momentumTile)

//go:noescape
func momentumProduct1F16(t *momentumTile)

//go:noescape
func momentumProduct4F16(t *momentumTile)
