//go:build !purego && !float64

package kernel

// dots calls the function in assembly.
func (by way) dots(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int) {
	if by == fourwise {
		dotsInt8Dot(sums, x, w, n, tail, stride, outs, off)
		return
	}
	dotsInt8ASM(sums, x, w, n, tail, stride, outs, off)
}

// dotprodSet is the set of processors with the dot product of four bytes: the A76.
func dotprodSet() *Set {
	s := vectorSet("neon-dotprod")
	s.DotsInt8 = func(sums []int32, x, w []int8, stride int) { dotsInt8By(fourwise, sums, x, w, stride) }
	return s
}

//go:noescape
func dotsInt8Dot(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int)
