package fixedpoint

import "math"

// Every function of this file and its neighbours takes and returns float32 and
// calculates in float64, each product rounded by itself, so that the result is
// the same on machines with and without fused multiply and add. The error stays
// below 0.51 units in the last place. The polynomials are Taylor series, long
// enough for the reduced range.

const (
	log2E   = 1.44269504088896340735992468100189214
	ln2Hi   = 6.93147180369123816490e-01 // the upper 33 bits of ln 2: k·ln2Hi is exact
	ln2Lo   = 1.90821492927058770002e-10 // ln 2 - ln2Hi
	f32NaN  = 0x7fc00000
	maxExp  = 89   // e^89 is beyond float32
	minExp  = -104 // e^-104 is below half of the smallest float32
	signBit = 1 << 31
)

// expTerms are 1/n! for n = 12 down to 0.
var expTerms = [...]float64{
	1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
	1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1,
}

// Exp returns e^x: +Inf above 88.73, 0 below -103.98, NaN for NaN.
func Exp(x float32) float32 {
	switch {
	case x != x:
		return nan()
	case x > maxExp:
		return math.Float32frombits(f32Inf)
	case x < minExp:
		return 0
	}
	return float32(exp64(float64(x)))
}

// exp64 returns e^x for |x| up to 700, with a relative error below 2^-50.
func exp64(x float64) float64 {
	k := math.Floor(float64(x*log2E) + 0.5)
	r := x - float64(k*ln2Hi)
	r -= float64(k * ln2Lo)
	p := expTerms[0]
	for _, c := range expTerms[1:] {
		p = float64(p*r) + c
	}
	return float64(p * math.Float64frombits(uint64(int64(k)+1023)<<52))
}

// nan returns the one NaN of this package.
func nan() float32 { return math.Float32frombits(f32NaN) }
