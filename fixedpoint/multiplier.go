package fixedpoint

import "math"

// Multiplier is a positive real number M·2^(Shift-31) with M in [2^30, 2^31), or
// 0 when M is 0. It carries integers from one scale to another: an accumulator in
// units of s_x·s_w becomes an activation in units of s_y by the multiplier
// s_x·s_w/s_y. The relative error against the real number is at most 2^-31.
type Multiplier struct {
	M     int32
	Shift int
}

// NewMultiplier returns the multiplier nearest to f, ties up: with f = r·2^e and
// r in [1/2, 1), M is floor(r·2^31 + 1/2) and Shift is e. It returns 0 for f of 0
// and less, and for NaN and infinity.
func NewMultiplier(f float64) Multiplier {
	if !(f > 0) || f > math.MaxFloat64 {
		return Multiplier{}
	}
	return Hard(f).Multiplier()
}

// Real returns the number that m stands for, exactly.
func (m Multiplier) Real() float64 { return math.Ldexp(float64(m.M), m.Shift-31) }

// Double multiplies in two rounded steps, the arithmetic of TFLite's int8
// operators:
//
//	RDBP(SRDHM(int32(x << max(Shift, 0)), M), max(-Shift, 0))
//
// The left shift wraps, so |x|·2^Shift must stay below 2^31. The first rounding
// costs up to 2^(-1+Shift) and the second 1/2, so the result may differ by 1 from
// the exact product's nearest integer (in about 4 % of the cases |x| < 40,000).
func (m Multiplier) Double(x int32) int32 {
	return RDBP(SRDHM(x<<max(m.Shift, 0), m.M), -m.Shift)
}

// Single multiplies in one step, (x·M + 2^(30-Shift)) >> (31-Shift): the nearest
// integer to x times the multiplier, ties up. TFLite computes so when built with
// TFLITE_SINGLE_ROUNDING. |x| must stay below 2^31.
func (m Multiplier) Single(x int64) int64 { return scale(x, int64(m.M), 31-m.Shift) }

// Reduced multiplies with M rounded to 16 bits, (x·R + 2^(14-Shift)) >>
// (15-Shift): the arithmetic of TFLite's int16 operators with 64-bit sums. The
// relative error of R is up to 2^-15 (2^-14 where it saturates at 0x7FFF), the
// rounding costs another 1/2. |x| must stay below 2^47.
func (m Multiplier) Reduced(x int64) int64 { return scale(x, m.reduced(), 15-m.Shift) }

func (m Multiplier) reduced() int64 {
	if m.M >= 0x7FFF0000 {
		return 0x7FFF
	}
	return (int64(m.M) + 1<<15) >> 16
}

// scale returns x·m·2^-t rounded to nearest, ties up.
func scale(x, m int64, t int) int64 {
	switch {
	case t > 62:
		return 0
	case t <= 0:
		return x * m << -t
	}
	return (x*m + 1<<(t-1)) >> t
}

// Rounding names one of the three ways to apply a multiplier.
type Rounding uint8

// The ways to apply a multiplier. TFLite uses DoubleRounding with sums of 32 bits
// and ReducedMultiplier with sums of 64 bits.
const (
	DoubleRounding Rounding = iota
	SingleRounding
	ReducedMultiplier
)

// Apply multiplies x by m in the way that r names. DoubleRounding takes the low 32
// bits of x.
func (r Rounding) Apply(x int64, m Multiplier) int64 {
	switch r {
	case SingleRounding:
		return m.Single(x)
	case ReducedMultiplier:
		return m.Reduced(x)
	}
	return int64(m.Double(int32(x)))
}
