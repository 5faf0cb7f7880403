//go:build (amd64 || arm64) && !purego && !float64

package kernel

import "unsafe"

// gemmTiles is Set.Gemm by tiles in assembly.
func gemmTiles(m, n, k int, a []float32, ai, ap int, b []float32, bs int, c []float32, cs int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	_, _, _ = a[(m-1)*ai+(k-1)*ap], b[(k-1)*bs+n-1], c[(m-1)*cs+n-1]
	if n < group {
		gemmNarrow(m, n, k, a, ai, ap, b, bs, c, cs)
		return
	}
	for p := 0; p < k; p += depth {
		t := newTile(min(depth, k-p), a[p*ap:], ai, ap, c, cs)
		t.b, t.bs = unsafe.Pointer(&b[p*bs]), bs*size32
		t.product(m, n, size32)
	}
}

// newTile is a tile without its B; strides are in elements.
func newTile(k int, a []float32, ai, ap int, c []float32, cs int) tile {
	return tile{
		k: k,
		a: unsafe.Pointer(&a[0]), ai: ai * size32, ap: ap * size32,
		c: unsafe.Pointer(&c[0]), cs: cs * size32,
	}
}

// narrowDepth is the depth of products whose B is copied.
const narrowDepth = 64

// gemmNarrow is gemmTiles for n < group: it copies B to rows of eight.
func gemmNarrow(m, n, k int, a []float32, ai, ap int, b []float32, bs int, c []float32, cs int) {
	var wide [narrowDepth][group]float32
	for p := 0; p < k; p += narrowDepth {
		d := min(narrowDepth, k-p)
		for q := range d {
			copy(wide[q][:n], b[(p+q)*bs:])
		}
		t := newTile(d, a[p*ap:], ai, ap, c, cs)
		t.b, t.bs = unsafe.Pointer(&wide), group*size32
		t.narrow(m, n)
	}
}

// narrow does m rows and the first n < group columns of a padded B in float32.
func (t tile) narrow(m, n int) {
	var e edge
	for m > 0 {
		r := tileRows(m)
		e.load(&t, r, 0, n)
		e.call(t, r, size32)
		e.store(&t, r, 0, n)
		m -= r
		t = t.below(r, m)
	}
}
