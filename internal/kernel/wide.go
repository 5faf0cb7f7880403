//go:build (amd64 || arm64) && !purego && !float64

package kernel

import "edgetune/fixedpoint"

// wideA is scratch for a block of A widened to float32.
type wideA []float32

const (
	smallA = 2 * group * smallDepth // 16 rows of a small panel, or one of a layer
	largeA = group * depth
)

// rows is the number of rows of depth d that fit, a multiple of eight if that many.
func (w wideA) rows(d int) int {
	n := len(w) / d
	if n > group {
		return n &^ (group - 1)
	}
	return n
}

// tile widens r rows of d elements of a and returns a tile on the copy, without its
// B. The copy keeps the order of a, so that whole runs are widened at once.
func (w wideA) tile(r, d int, a view[F16], c view[float32]) tile {
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
	for i := range rows {
		widenVec(w[i*cols:][:cols], a[i*stride:][:cols])
	}
}
