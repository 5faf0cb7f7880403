//go:build (amd64 || arm64) && !purego && !float64

package kernel

import (
	"unsafe"

	"edgetune/fixedpoint"
)

// wideA is a block of A widened to float32: at least eight rows of depth.
type wideA [group * depth]float32

// gemmF16Tiles is Set.GemmF16 by tiles in assembly: A is widened a block at a time,
// B in the kernels.
func gemmF16Tiles(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	_, _, _ = a[(m-1)*ai+(k-1)*ap], b[(k-1)*bs+n-1], c[(m-1)*cs+n-1]
	if n < group {
		gemmF16Narrow(m, n, k, a, ai, ap, b, bs, c, cs)
		return
	}
	var w wideA
	for p := 0; p < k; p += depth {
		d := min(depth, k-p)
		h := blockRows(d)
		for i := 0; i < m; i += h {
			r := min(h, m-i)
			t := w.tile(r, d, a[i*ai+p*ap:], ai, ap, c[i*cs:], cs)
			t.b, t.bs = unsafe.Pointer(&b[p*bs]), bs*size16
			t.product(r, n, size16)
		}
	}
}

// gemmF16Narrow is gemmF16Tiles for n < group: it widens B to rows of eight.
func gemmF16Narrow(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	var (
		w    wideA
		wide [narrowDepth][group]float32
	)
	for p := 0; p < k; p += narrowDepth {
		d := min(narrowDepth, k-p)
		for q := range d {
			widen(wide[q][:n], b[(p+q)*bs:][:n])
		}
		h := blockRows(d)
		for i := 0; i < m; i += h {
			r := min(h, m-i)
			t := w.tile(r, d, a[i*ai+p*ap:], ai, ap, c[i*cs:], cs)
			t.b, t.bs = unsafe.Pointer(&wide), group*size32
			t.narrow(r, n)
		}
	}
}

// blockRows is the number of rows of depth d that fit wideA, a multiple of eight.
func blockRows(d int) int { return len(wideA{}) / d &^ (group - 1) }

// tile widens r rows of d elements of A and returns a tile on the copy, without
// its B. The copy keeps the order of A, so that whole runs are widened at once.
func (w *wideA) tile(r, d int, a []F16, ai, ap int, c []float32, cs int) tile {
	switch {
	case ap == 1:
		w.widen(r, d, a, ai)
		return newTile(d, w[:], d, 1, c, cs)
	case ai == 1:
		w.widen(d, r, a, ap)
		return newTile(d, w[:], 1, r, c, cs)
	}
	for i := range r {
		for p := range d {
			w[i*d+p] = fixedpoint.FromF16(a[i*ai+p*ap])
		}
	}
	return newTile(d, w[:], d, 1, c, cs)
}

// widen copies rows of a to packed rows of w.
func (w *wideA) widen(rows, cols int, a []F16, stride int) {
	for i := range rows {
		widenVec(w[i*cols:][:cols], a[i*stride:][:cols])
	}
}
