//go:build !purego && !float64

package kernel

// widenRows widens rows of n >= group elements.
func widenRows(dst []float32, ds int, src []F16, ss, rows, n int) {
	for i := range rows {
		widenVec(dst[i*ds:][:n], src[i*ss:][:n])
	}
}

// copyRows copies them.
func copyRows(dst []float32, ds int, src []float32, ss, rows, n int) {
	for i := range rows {
		copy(dst[i*ds:][:n], src[i*ss:])
	}
}
