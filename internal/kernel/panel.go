//go:build (amd64 || arm64) && !purego && !float64

package kernel

import (
	"unsafe"

	"edgetune/fixedpoint"
)

// panel is scratch for a block of B in float32, packed for the kernels in rows of
// side elements. Columns that are not filled hold what was there before; their
// results are not kept.
type panel []float32

const (
	side       = 64 // columns of a panel, and rows of a large one
	smallDepth = 16 // rows of a small one
)

func (w panel) depth() int { return len(w) / side }

// product adds A times the first n columns to m rows of C.
func (w panel) product(t tile, m, n int) {
	t.b, t.bs = unsafe.Pointer(&w[0]), side*size32
	if n < group {
		t.narrow(m, n)
		return
	}
	t.product(m, n, size32)
}

// pack copies d rows of n columns of b.
func (w panel) pack(b view[float32], d, n int) {
	switch {
	case b.col == 1:
		for p := range d {
			copy(w[p*side:][:n], b.at(p, 0))
		}
	case b.row == 1 && n >= group && d >= group:
		for j := 0; j < n; j += group {
			j := min(j, n-group)
			w[j:].turn(b.at(0, j), b.col, d)
		}
	default:
		for j := range n {
			for p := range d {
				w[p*side+j] = b.at(p, j)[0]
			}
		}
	}
}

// turn makes rows of eight of eight rows of b, d >= group elements each. The last
// block overlaps the one before where d is not a multiple.
func (w panel) turn(b []float32, stride, d int) {
	transpose32(&w[0], side*size32, &b[0], stride*size32, d/group)
	if p := d - group; d%group != 0 {
		transpose32(&w[p*side], side*size32, &b[p], stride*size32, 1)
	}
}

// packF16 is pack for float16.
func (w panel) packF16(b view[F16], d, n int) {
	switch {
	case b.col == 1:
		for p := range d {
			widenVec(w[p*side:][:n], b.at(p, 0)[:n])
		}
	case b.row == 1 && n >= group && d >= group:
		for j := 0; j < n; j += group {
			j := min(j, n-group)
			w[j:].turnF16(b.at(0, j), b.col, d)
		}
	default:
		for j := range n {
			for p := range d {
				w[p*side+j] = fixedpoint.FromF16(b.at(p, j)[0])
			}
		}
	}
}

// turnF16 is turn for float16.
func (w panel) turnF16(b []F16, stride, d int) {
	transpose16(&w[0], side*size32, &b[0], stride*size16, d/group)
	if p := d - group; d%group != 0 {
		transpose16(&w[p*side], side*size32, &b[p], stride*size16, 1)
	}
}
