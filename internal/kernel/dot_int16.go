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
