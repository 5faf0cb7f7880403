//go:build (amd64 || arm64) && !purego && !float64

package kernel

// turnVec is Set.Turn.
func turnVec(dst, src []float32, rows, cols int) {
	if rows <= 0 || cols <= 0 {
		return
	}
	_, _ = dst[rows*cols-1], src[rows*cols-1]
	view[float32]{src, 1, cols}.lay(dst, cols, rows)
}

// turnStrip is the most rows that turnF16Vec turns at a time.
const turnStrip = 64

// turnF16Vec is Set.TurnF16: blocks are turned in float32, which the kernels of products
// do as well.
func turnF16Vec(dst, src []F16, rows, cols int) {
	if rows < group || cols < group {
		turnF16(dst, src, rows, cols)
		return
	}
	_, _ = dst[rows*cols-1], src[rows*cols-1]
	var wide [group * turnStrip]float32
	for i, n := 0, 0; i < rows; i += n {
		if n = min(turnStrip, rows-i); n < group {
			i, n = rows-group, group // again, with those before
		}
		for j := 0; j < cols; j += group {
			j := min(j, cols-group)
			view[F16]{src[i*cols+j:], 1, cols}.transpose(wide[:], group, n)
			for r := range group {
				narrowVec(dst[(j+r)*rows+i:][:n], wide[r*n:][:n])
			}
		}
	}
}
