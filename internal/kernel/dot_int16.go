package kernel

// DotInt16x8 returns the sum of x[i]·w[i] over the length of w. Products are at
// most 2^22, so 2^41 of them fit the sum.
func DotInt16x8(x []int16, w []int8) int64 {
	var sum int64
	x = x[:len(w)]
	for i, v := range w {
		sum += int64(int32(x[i]) * int32(v))
	}
	return sum
}

// DotInt16 returns the sum of x[i]·w[i] over the length of w. Products are at most
// 2^30, so 2^33 of them fit the sum.
func DotInt16(x, w []int16) int64 {
	var sum int64
	x = x[:len(w)]
	for i, v := range w {
		sum += int64(int32(x[i]) * int32(v))
	}
	return sum
}

func dotsInt16x8(sums []int64, x []int16, w []int8, stride int) {
	for o := range sums {
		sums[o] += DotInt16x8(x, w[o*stride:o*stride+len(x)])
	}
}

func dotsInt16(sums []int64, x, w []int16, stride int) {
	for o := range sums {
		sums[o] += DotInt16(x, w[o*stride:o*stride+len(x)])
	}
}
