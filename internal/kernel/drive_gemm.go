//go:build (amd64 || arm64) && !purego && !float64

package kernel

import "unsafe"

// packColumns is the number of columns of B from which packing may pay.
const packColumns = 64

// gemmTiles is Set.Gemm: the kernels read B in place, unless there are so many rows
// that a packed copy of more than a few pays, or too few columns for a group.
func gemmTiles(m, n, k int, a []float32, ai, ap int, b []float32, bs int, c []float32, cs int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	x, y, z := view[float32]{a, ai, ap}, view[float32]{b, bs, 1}, view[float32]{c, cs, 1}
	x.must(m, k)
	y.must(k, n)
	z.must(m, n)
	if n < group || n >= packColumns && k > group && m >= packRows {
		panels(m, n, k, x, y, z)
		return
	}
	for p := 0; p < k; p += depth {
		t := newTile(min(depth, k-p), x.from(0, p), z)
		t.b, t.bs = unsafe.Pointer(&b[p*bs]), bs*size32
		t.product(m, n, size32)
	}
}

// gemmF16Tiles is Set.GemmF16: A is widened a block at a time, B in the kernels or
// into a packed copy.
func gemmF16Tiles(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	x, y, z := view[F16]{a, ai, ap}, view[F16]{b, bs, 1}, view[float32]{c, cs, 1}
	x.must(m, k)
	y.must(k, n)
	z.must(m, n)
	switch {
	case n < group || n >= packColumns && k > group && m >= packRowsF16:
		panelsF16(m, n, k, x, y, z)
	case scratchA(m, k, x) <= smallA:
		var w [smallA]float32
		inPlaceF16(w[:], m, n, k, x, y, z)
	case scratchA(m, k, x) <= mediumA:
		var w [mediumA]float32
		inPlaceF16(w[:], m, n, k, x, y, z)
	default:
		var w [largeA]float32
		inPlaceF16(w[:], m, n, k, x, y, z)
	}
}

func inPlaceF16(w wideA, m, n, k int, a, b view[F16], c view[float32]) {
	for p := 0; p < k; p += depth {
		d := min(depth, k-p)
		h := w.rows(d, a)
		for i := 0; i < m; i += h {
			r := min(h, m-i)
			t := w.tile(r, d, a.from(i, p), c.from(i, 0))
			t.b, t.bs = unsafe.Pointer(&b.at(p, 0)[0]), b.row*size16
			t.product(r, n, size16)
		}
	}
}

// gemmTTiles is Set.GemmT: B is turned a block at a time.
func gemmTTiles(m, n, k int, a []float32, as int, b []float32, bs int, c []float32, cs int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	x, y, z := view[float32]{a, as, 1}, view[float32]{b, 1, bs}, view[float32]{c, cs, 1}
	x.must(m, k)
	y.must(k, n)
	z.must(m, n)
	panels(m, n, k, x, y, z)
}

// gemmTF16Tiles is Set.GemmTF16.
func gemmTF16Tiles(m, n, k int, a []F16, as int, b []F16, bs int, c []float32, cs int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	x, y, z := view[F16]{a, as, 1}, view[F16]{b, 1, bs}, view[float32]{c, cs, 1}
	x.must(m, k)
	y.must(k, n)
	z.must(m, n)
	panelsF16(m, n, k, x, y, z)
}
