//go:build (amd64 || arm64) && !purego && !float64

package kernel

import (
	"unsafe"

	"edgetune/fixedpoint"
)

// panel is scratch for a block of B in float32, packed for the kernels. Columns that
// are not filled hold what was there before; their results are not kept.
type panel struct {
	s   []float32
	row int // elements from one row to the next
}

const (
	side       = 64   // most columns of a panel
	smallPanel = 1024 // elements of a small one
	largePanel = 4096
)

// panelRow is the length of the rows of a panel for n columns of B.
func panelRow(n int) int { return min(side, (n+group-1)&^(group-1)) }

// newPanel cuts scratch into rows, depth at most.
func newPanel(s []float32, row int) panel {
	return panel{s[:min(len(s), row*depth)], row}
}

func (w panel) depth() int { return len(w.s) / w.row }

// product adds A times the first n columns to m rows of C.
func (w panel) product(t tile, m, n int) {
	t.b, t.bs = unsafe.Pointer(&w.s[0]), w.row*size32
	if n < group {
		t.narrow(m, n)
		return
	}
	t.product(m, n, size32)
}

// pack copies d rows of n columns of b.
func (w panel) pack(b view[float32], d, n int) {
	switch {
	case b.col == 1 && n >= group:
		copyRows(w.s, w.row, b.s, b.row, d, n)
	case b.row == 1 && n >= group && d >= group:
		for j := 0; j < n; j += group {
			j := min(j, n-group)
			w.turn(j, b.at(0, j), b.col, d)
		}
	default:
		for j := range n {
			for p := range d {
				w.s[p*w.row+j] = b.at(p, j)[0]
			}
		}
	}
}

// turn makes columns j to j+7 of eight rows of b, d >= group elements each. The last
// block overlaps the one before where d is not a multiple.
func (w panel) turn(j int, b []float32, stride, d int) {
	transpose32(&w.s[j], w.row*size32, &b[0], stride*size32, d/group)
	if p := d - group; d%group != 0 {
		transpose32(&w.s[p*w.row+j], w.row*size32, &b[p], stride*size32, 1)
	}
}

// packF16 is pack for float16.
func (w panel) packF16(b view[F16], d, n int) {
	switch {
	case b.col == 1 && n >= group:
		widenRows(w.s, w.row, b.s, b.row, d, n)
	case b.row == 1 && n >= group && d >= group:
		for j := 0; j < n; j += group {
			j := min(j, n-group)
			w.turnF16(j, b.at(0, j), b.col, d)
		}
	default:
		for j := range n {
			for p := range d {
				w.s[p*w.row+j] = fixedpoint.FromF16(b.at(p, j)[0])
			}
		}
	}
}

// turnF16 is turn for float16.
func (w panel) turnF16(j int, b []F16, stride, d int) {
	transpose16(&w.s[j], w.row*size32, &b[0], stride*size16, d/group)
	if p := d - group; d%group != 0 {
		transpose16(&w.s[p*w.row+j], w.row*size32, &b[p], stride*size16, 1)
	}
}
