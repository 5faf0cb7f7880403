package kernel

// DotInt8 returns the sum of x[i]·w[i] over the length of w. Products are at most
// 2^14, so 2^17 of them fit the sum; beyond it wraps. Integer sums are exact, so
// their order does not matter. Cost: one multiply-accumulate per element.
func DotInt8(x, w []int8) int32 {
	var sum int32
	x = x[:len(w)]
	for i, v := range w {
		sum += int32(x[i]) * int32(v)
	}
	return sum
}

// SumInt8 returns the sum of w, by which the zero point of x enters a product:
// Σ(x-z)·w = Σx·w - z·Σw.
func SumInt8(w []int8) int32 {
	var sum int32
	for _, v := range w {
		sum += int32(v)
	}
	return sum
}

func dotsInt8(sums []int32, x, w []int8, stride int) {
	for o := range sums {
		sums[o] += DotInt8(x, w[o*stride:o*stride+len(x)])
	}
}
