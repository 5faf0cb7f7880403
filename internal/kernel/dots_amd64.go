//go:build !purego && !float64

package kernel

// dots calls the function in assembly: there is one.
func (way) dots(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int) {
	dotsInt8ASM(sums, x, w, n, tail, stride, outs, off)
}
