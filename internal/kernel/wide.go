//go:build (amd64 || arm64) && !purego && !float64

package kernel

import "edgetune/fixedpoint"

// wideA is scratch for a block of A widened to float32.
type wideA []float32

// The sizes of that scratch. Go clears it, so a small product takes a small one.
const (
	smallA  = 256
	mediumA = 768
	largeA  = group * depth
)

// spanOf is how many elements lie between the first and the last of r rows of d,
// which is less than r*d where the rows overlap, as those of a convolution do.
func (v view[T]) spanOf(r, d int) int { return (r-1)*v.row + (d-1)*v.col + 1 }

// scratchA is the scratch that m rows of k elements of a want.
func scratchA(m, k int, a view[F16]) int { return min(m*k, a.spanOf(m, k)) }

// rows is the number of rows of depth d of a that fit, a multiple of eight if that
// many.
func (w wideA) rows(d int, a view[F16]) int {
	n := len(w) / d
	if a.col == 1 && a.row < d {
		n = (len(w)-d)/max(a.row, 1) + 1
	}
	if n > group {
		return n &^ (group - 1)
	}
	return n
}

// tile widens r rows of d elements of a and returns a tile on the copy, without its
// B. The copy keeps the order of a, so that whole runs are widened at once, and the
// strides too where no element lies between.
func (w wideA) tile(r, d int, a view[F16], c view[float32]) tile {
	if n := a.spanOf(r, d); n <= r*d {
		widenVec(w[:n], a.s[:n])
		return newTile(d, view[float32]{w, a.row, a.col}, c)
	}
	switch {
	case a.col == 1:
		w.runs(r, d, a.s, a.row)
		return newTile(d, view[float32]{w, d, 1}, c)
	case a.row == 1:
		w.runs(d, r, a.s, a.col)
		return newTile(d, view[float32]{w, 1, r}, c)
	}
	for i := range r {
		for p := range d {
			w[i*d+p] = fixedpoint.FromF16(a.at(i, p)[0])
		}
	}
	return newTile(d, view[float32]{w, d, 1}, c)
}

// runs widens rows that are stride apart to rows side by side.
func (w wideA) runs(rows, cols int, a []F16, stride int) {
	if cols >= group {
		widenRows(w, cols, a, stride, rows, cols)
		return
	}
	for i := range rows {
		widenVec(w[i*cols:][:cols], a[i*stride:][:cols])
	}
}
