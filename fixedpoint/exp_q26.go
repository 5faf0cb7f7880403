package fixedpoint

import "math"

// The constants of exp(-x) in Q31.
const (
	expEighth  = 1895147668 // exp(-1/8)
	oneThird   = 715827883
	q26Quarter = 1 << 24 // 1/4 in Q5.26
)

// barrel holds exp(-2^k) in Q31 for k = -2 … 4: one factor per bit of the argument
// above 1/4.
var barrel = [...]int32{1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242}

// ExpQ26 returns e^a in Q31 for a in Q5.26, a of 0 and less; e^0 is the largest
// Q31. The argument is split into a rest in [-1/4, 0), for which a Taylor series of
// degree 4 around -1/8 serves, and the bits above 1/4, each of which multiplies the
// result by a constant ("barrel shifter"). It is exp_on_negative_values of gemmlowp,
// bit for bit. The error is below 2^-22, that of the series.
func ExpQ26(a int32) int32 {
	if a == 0 {
		return math.MaxInt32
	}
	rest := a&(q26Quarter-1) - q26Quarter
	y := expQuarter(rest << 5)
	for k, factor := range barrel {
		if (rest-a)&(q26Quarter<<k) != 0 {
			y = SRDHM(y, factor)
		}
	}
	return y
}

// expQuarter returns e^a for a in Q31 in [-1/4, 0).
func expQuarter(a int32) int32 {
	x := a + 1<<28
	x2 := SRDHM(x, x)
	x3 := SRDHM(x2, x)
	x4 := SRDHM(x2, x2)
	tail := RDBP(SRDHM(RDBP(x4, 2)+x3, oneThird)+x2, 1) // x⁴/24 + x³/6 + x²/2
	return expEighth + SRDHM(expEighth, x+tail)
}

// ReciprocalQ31 returns 1/(1+a) in Q31 for a in Q31 in [0, 1), by three steps of
// Newton's method from the line 48/17 - 32/17·(1+a)/2. It is
// one_over_one_plus_x_for_x_in_0_1 of gemmlowp, bit for bit. The error is below
// 2^-28.
func ReciprocalQ31(a int32) int32 {
	const q29 = 1 << 29
	half := int32((int64(a) + math.MaxInt32 + 1) >> 1) // (1+a)/2
	x := int32(1515870810) + SRDHM(half, -1010580540)  // Q2.29
	for range 3 {
		x += ShiftLeft(SRDHM(x, q29-SRDHM(half, x)), 2)
	}
	return ShiftLeft(x, 1)
}
