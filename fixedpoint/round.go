package fixedpoint

import "math"

// SRDHM is the saturating rounding doubling high multiply: the product of two
// Q31 fractions as a Q31 fraction, a·b·2^-31 rounded to nearest with ties up.
//
//	min((a·b + 2^30) >> 31, 2^31-1)
//
// Only -1 times -1 saturates. The error is at most half a unit, 2^-32. It is
// SQRDMULH of Advanced SIMD, and SaturatingRoundingDoublingHighMul of gemmlowp,
// whose definition by truncation towards zero gives the same results.
func SRDHM(a, b int32) int32 {
	return int32(min((int64(a)*int64(b)+1<<30)>>31, math.MaxInt32))
}

// RDBP is the rounding division by a power of two: x·2^-e rounded to nearest with
// ties away from zero, for e of 0 and more; a negative e counts as 0.
//
//	(x >> e) + (x mod 2^e > floor((2^e-1)/2) + (x < 0))
//
// It is RoundingDivideByPOT of gemmlowp. SRSHL of Advanced SIMD rounds ties up, so
// a kernel must subtract 1 from negative x first.
func RDBP(x int32, e int) int32 {
	e = min(max(e, 0), 33) // from 33 on every result is 0
	mask := int64(1)<<e - 1
	threshold := mask >> 1
	if x < 0 {
		threshold++
	}
	y := int64(x) >> e
	if int64(x)&mask > threshold {
		y++
	}
	return int32(y)
}

// ShiftLeft is x·2^e, saturated to 32 bits, for e of 0 to 31.
func ShiftLeft(x int32, e int) int32 {
	return int32(Clamp(int64(x)<<e, math.MinInt32, math.MaxInt32))
}

// Clamp returns x limited to [lo, hi].
func Clamp[T int32 | int64](x, lo, hi T) T { return min(max(x, lo), hi) }
