//go:build (amd64 || arm64) && !purego && !float64

package kernel

import (
	"unsafe"

	"edgetune/fixedpoint"
)

// side is the width and depth of the blocks of Bᵀ.
const side = 64

// turned is a block of Bᵀ in float32, packed for the kernels: row p holds element p
// of up to side rows of B. Columns that are not filled hold what was there before,
// and their results are not kept.
type turned [side][side]float32

// gemmTTiles is Set.GemmT by tiles in assembly.
func gemmTTiles(m, n, k int, a []float32, as int, b []float32, bs int, c []float32, cs int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	_, _, _ = a[(m-1)*as+k-1], b[(n-1)*bs+k-1], c[(m-1)*cs+n-1]
	var w turned
	for j := 0; j < n; j += side {
		r := min(side, n-j)
		for p := 0; p < k; p += side {
			d := min(side, k-p)
			w.pack(b[j*bs+p:], bs, r, d)
			t := newTile(d, a[p:], as, 1, c[j:], cs)
			w.product(t, m, r)
		}
	}
}

// gemmTF16Tiles is Set.GemmTF16 by tiles in assembly.
func gemmTF16Tiles(m, n, k int, a []F16, as int, b []F16, bs int, c []float32, cs int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	_, _, _ = a[(m-1)*as+k-1], b[(n-1)*bs+k-1], c[(m-1)*cs+n-1]
	var (
		w turned
		v wideA
	)
	for j := 0; j < n; j += side {
		r := min(side, n-j)
		for p := 0; p < k; p += side {
			d := min(side, k-p)
			w.packF16(b[j*bs+p:], bs, r, d)
			h := blockRows(d)
			for i := 0; i < m; i += h {
				l := min(h, m-i)
				w.product(v.tile(l, d, a[i*as+p:], as, 1, c[i*cs+j:], cs), l, r)
			}
		}
	}
}

// product adds A times the first n columns of w to m rows of C.
func (w *turned) product(t tile, m, n int) {
	t.b, t.bs = unsafe.Pointer(w), side*size32
	if n < group {
		t.narrow(m, n)
		return
	}
	t.product(m, n, size32)
}

// pack turns the first d elements of r rows of b.
func (w *turned) pack(b []float32, bs, r, d int) {
	if r < group || d < group {
		for j := range r {
			for p, v := range b[j*bs:][:d] {
				w[p][j] = v
			}
		}
		return
	}
	for j := 0; j < r; j += group {
		q := min(j, r-group)
		w.turn(q, d, b[q*bs:], bs)
	}
}

// turn turns eight rows of b to columns j to j+7 of w, d >= group elements of each.
// The last block overlaps the one before where d is not a multiple.
func (w *turned) turn(j, d int, b []float32, bs int) {
	transpose32(&w[0][j], side*size32, &b[0], bs*size32, d/group)
	if p := d - group; d%group != 0 {
		transpose32(&w[p][j], side*size32, &b[p], bs*size32, 1)
	}
}

// packF16 is pack for float16.
func (w *turned) packF16(b []F16, bs, r, d int) {
	if r < group || d < group {
		for j := range r {
			for p, v := range b[j*bs:][:d] {
				w[p][j] = fixedpoint.FromF16(v)
			}
		}
		return
	}
	for j := 0; j < r; j += group {
		q := min(j, r-group)
		w.turnF16(q, d, b[q*bs:], bs)
	}
}

// turnF16 is turn for float16.
func (w *turned) turnF16(j, d int, b []F16, bs int) {
	transpose16(&w[0][j], side*size32, &b[0], bs*size16, d/group)
	if p := d - group; d%group != 0 {
		transpose16(&w[p][j], side*size32, &b[p], bs*size16, 1)
	}
}
