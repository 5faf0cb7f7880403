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

// turnF16Vec is Set.TurnF16, in blocks of 8 x 8, the last of which overlap those before.
func turnF16Vec(dst, src []F16, rows, cols int) {
	if rows < group || cols < group {
		turn(dst, src, rows, cols)
		return
	}
	_, _ = dst[rows*cols-1], src[rows*cols-1]
	for i := 0; i < rows; i += group {
		i := min(i, rows-group)
		turnHalf(&dst[i], rows*size16, &src[i*cols], cols*size16, cols/group)
		if cols%group != 0 {
			j := cols - group
			turnHalf(&dst[j*rows+i], rows*size16, &src[i*cols+j], cols*size16, 1)
		}
	}
}
