package fixedpoint

import "math"

// Q7, Q15 and Q31 are signed binary fractions: an integer q of 8, 16 or 32 bits
// that stands for q·2^-7, q·2^-15 or q·2^-31. The range is [-1, 1), the distance
// between neighbours is constant, and +1 does not exist: it saturates to the
// largest fraction.
//
//	type  bits  step    largest
//	Q7      8   2^-7    0.9921875
//	Q15    16   2^-15   0.999969…
//	Q31    32   2^-31   0.9999999995…
type (
	Q7  int8
	Q15 int16
	Q31 int32
)

// ToQ7 rounds x to the nearest fraction, ties up, and saturates. NaN gives 0.
func ToQ7(x float64) Q7 { return Q7(toFraction(x, 7)) }

// ToQ15 rounds x to the nearest fraction, ties up, and saturates. NaN gives 0.
func ToQ15(x float64) Q15 { return Q15(toFraction(x, 15)) }

// ToQ31 rounds x to the nearest fraction, ties up, and saturates. NaN gives 0.
func ToQ31(x float64) Q31 { return Q31(toFraction(x, 31)) }

func toFraction(x float64, bits int) int64 {
	one := float64(int64(1) << bits)
	y := math.Floor(float64(x*one) + 0.5)
	switch {
	case x != x:
		return 0
	case y < -one:
		return -int64(one)
	case y > one-1:
		return int64(one) - 1
	}
	return int64(y)
}

// Real returns the number that q stands for, exactly.
func (q Q7) Real() float64 { return float64(float64(q) * 0x1p-7) }

// Real returns the number that q stands for, exactly.
func (q Q15) Real() float64 { return float64(float64(q) * 0x1p-15) }

// Real returns the number that q stands for, exactly.
func (q Q31) Real() float64 { return float64(float64(q) * 0x1p-31) }

// Mul returns q·p rounded to nearest, ties up; -1 times -1 saturates.
func (q Q7) Mul(p Q7) Q7 {
	return Q7(min((int32(q)*int32(p)+1<<6)>>7, math.MaxInt8))
}

// Mul returns q·p rounded to nearest, ties up; -1 times -1 saturates.
func (q Q15) Mul(p Q15) Q15 {
	return Q15(min((int32(q)*int32(p)+1<<14)>>15, math.MaxInt16))
}

// Mul is [SRDHM].
func (q Q31) Mul(p Q31) Q31 { return Q31(SRDHM(int32(q), int32(p))) }

// Add returns q + p, saturated.
func (q Q7) Add(p Q7) Q7 {
	return Q7(Clamp(int32(q)+int32(p), math.MinInt8, math.MaxInt8))
}

// Add returns q + p, saturated.
func (q Q15) Add(p Q15) Q15 {
	return Q15(Clamp(int32(q)+int32(p), math.MinInt16, math.MaxInt16))
}

// Add returns q + p, saturated.
func (q Q31) Add(p Q31) Q31 {
	return Q31(Clamp(int64(q)+int64(p), math.MinInt32, math.MaxInt32))
}
