//go:build (amd64 || arm64) && !purego && !float64

package kernel

import "unsafe"

// products are the matrix products of a set. inOrder is 1 for a core that issues
// instructions in order.
type products struct{ inOrder int }

// gemm is Set.Gemm: small products are done in place.
func (o products) gemm(m, n, k int, a []float32, ai, ap int, b []float32, bs int, c []float32, cs int) {
	p := product[float32]{m, n, k, view[float32]{a, ai, ap}, view[float32]{b, bs, 1}, view[float32]{c, cs, 1}, o.inOrder}
	switch {
	case !p.ready():
	case m < packRows && n >= minColumns && p.a.direct() && !p.turns():
		inPlace(&p)
	default:
		onScratch32(&p)
	}
}

// inPlace reads both factors where they are.
func inPlace(p *product[float32]) {
	var t tile
	t.cs, t.bs, t.inOrder = p.c.row*size32, p.b.row*size32, p.inOrder
	for lo := 0; lo < p.k; lo += depth {
		t.setA(p.a.from(0, lo), min(depth, p.k-lo))
		t.b, t.c = unsafe.Pointer(&p.b.s[lo*p.b.row]), unsafe.Pointer(&p.c.s[0])
		t.run(p.m, p.n, size32)
	}
}

// gemmF16 is Set.GemmF16.
func (o products) gemmF16(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	p := product[F16]{m, n, k, view[F16]{a, ai, ap}, view[F16]{b, bs, 1}, view[float32]{c, cs, 1}, o.inOrder}
	if p.ready() {
		onScratch16(&p)
	}
}

// gemmT is Set.GemmT.
func (o products) gemmT(m, n, k int, a []float32, as int, b []float32, bs int, c []float32, cs int) {
	p := product[float32]{m, n, k, view[float32]{a, as, 1}, view[float32]{b, 1, bs}, view[float32]{c, cs, 1}, o.inOrder}
	if p.ready() {
		onScratch32(&p)
	}
}

// gemmTF16 is Set.GemmTF16.
func (o products) gemmTF16(m, n, k int, a []F16, as int, b []F16, bs int, c []float32, cs int) {
	p := product[F16]{m, n, k, view[F16]{a, as, 1}, view[F16]{b, 1, bs}, view[float32]{c, cs, 1}, o.inOrder}
	if p.ready() {
		onScratch16(&p)
	}
}
