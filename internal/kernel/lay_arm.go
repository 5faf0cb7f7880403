//go:build !purego && !float64

package kernel

import (
	"math"

	"edgetune/fixedpoint"
)

// lay widens rows x cols of v to dst, neighbours of a row side by side, and returns the
// distance of its rows, a multiple of eight.
func lay(dst []float32, v view[F16], rows, cols int) int {
	stride := (cols + group - 1) &^ (group - 1)
	switch {
	case v.col == 1 && cols >= group:
		widenRowsASM(&dst[0], stride*size32, &v.s[0], v.row*size16, rows, whole(cols))
		if last := cols - group; cols%group != 0 {
			widenRowsASM(&dst[last], stride*size32, &v.s[last], v.row*size16, rows, group)
		}
	case v.row == 1 && cols >= group && rows >= group:
		transpose(dst, stride, v, rows, cols)
	default:
		scatter(dst, stride, v, rows, cols)
	}
	return stride
}

// transpose does blocks of 8 x 8; the last ones overlap those before.
func transpose(dst []float32, stride int, v view[F16], rows, cols int) {
	for j := 0; j < cols; j += group {
		j := min(j, cols-group)
		transpose16(&dst[j], stride*size32, &v.s[j*v.col], v.col*size16, rows/group)
		if i := rows - group; rows%group != 0 {
			transpose16(&dst[i*stride+j], stride*size32, &v.s[j*v.col+i], v.col*size16, 1)
		}
	}
}

// scatter widens one by one.
func scatter(dst []float32, stride int, v view[F16], rows, cols int) {
	for i := range rows {
		to := dst[i*stride:][:cols]
		for j := range to {
			if h := v.s[i*v.row+j*v.col]; isNormal(h) {
				setNormal(&to[j], h)
			} else {
				to[j] = fixedpoint.FromF16(h)
			}
		}
	}
}

// subnormal reports whether rows x cols of c hold a subnormal number.
func subnormal(c view[float32], rows, cols int) bool {
	if c.row == cols {
		rows, cols = 1, rows*cols
	}
	least := ^uint32(0) // of twice the bits without their sign, less 1, so that 0 is not less
	for i := range rows {
		row := c.s[i*c.row:][:cols]
		for j := 0; j < whole(cols); j += longest {
			leastASM(&least, &row[j], min(longest, whole(cols)-j))
		}
		for _, v := range row[whole(cols):] {
			least = min(least, math.Float32bits(v)<<1-1)
		}
	}
	return least < 1<<24-1
}
