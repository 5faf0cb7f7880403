package fixedpoint

import "math"

// Hard is a real number of a floating-point unit, with the methods of [Soft]. Every
// product is rounded by itself: conversions keep the compiler from fusing it with a sum.
type Hard float64

// Add returns a + b.
func (a Hard) Add(b Hard) Hard { return a + b }

// Sub returns a - b.
func (a Hard) Sub(b Hard) Hard { return a - b }

// Mul returns a·b.
func (a Hard) Mul(b Hard) Hard { return Hard(float64(float64(a) * float64(b))) }

// Div returns a/b.
func (a Hard) Div(b Hard) Hard { return a / b }

// Sqrt returns the square root of a, which must not be below 0.
func (a Hard) Sqrt() Hard { return Hard(math.Sqrt(float64(a))) }

// Abs returns |a|.
func (a Hard) Abs() Hard { return Hard(math.Abs(float64(a))) }

// Less reports whether a < b.
func (a Hard) Less(b Hard) bool { return a < b }

// Min returns the smaller of a and b.
func (a Hard) Min(b Hard) Hard { return min(a, b) }

// Max returns the larger of a and b.
func (a Hard) Max(b Hard) Hard { return max(a, b) }

// Positive reports whether a is a number above 0.
func (a Hard) Positive() bool { return a > 0 && a <= math.MaxFloat64 }

// Times2 returns a·2^k.
func (a Hard) Times2(k int) Hard { return a.Mul(hardPower(k)) }

// Exponent returns the smallest e with |a| < 2^e, 0 for 0.
func (a Hard) Exponent() int { return a.soft().Exponent() }

// Floor returns the largest integer that is not above a, limited to ±2^62.
func (a Hard) Floor() int64 {
	a = min(max(a, -1<<62), 1<<62)
	n := int64(a)
	if Hard(n) > a {
		n--
	}
	return n
}

// Round returns the integer nearest to a, ties up, limited to ±2^62.
func (a Hard) Round() int64 { return a.Add(0.5).Floor() }

// Mantissa is [Soft.Mantissa].
func (a Hard) Mantissa(n int) (m int64, e int) { return a.soft().Mantissa(n) }

// Multiplier returns the [Multiplier] nearest to a, ties up; 0 for 0 and less.
func (a Hard) Multiplier() Multiplier { return a.soft().Multiplier() }

// CurveScale returns the scale for inputs in units of a, see [NewCurveScale].
func (a Hard) CurveScale() CurveScale { return a.soft().CurveScale() }

// Short is [Soft.Short].
func (a Hard) Short() uint32 { return math.Float32bits(float32(a)) }

// Float64 returns a.
func (a Hard) Float64() float64 { return float64(a) }

// Float32 returns the float32 nearest to a.
func (a Hard) Float32() float32 { return float32(a) }

// Bits returns the bits of a.
func (a Hard) Bits() uint64 { return math.Float64bits(float64(a)) }

// hardPower returns 2^k, for k of -1022 to 1023.
func hardPower(k int) Hard { return Hard(math.Float64frombits(uint64(k+1023) << 52)) }

func (a Hard) soft() Soft { return Soft(a.Bits()) }
