package fixedpoint

import "math/bits"

// Ln returns the natural logarithm of x in units of 2^-24, for x of 1 and more. The error
// is below 0.6 units. Each square of what is left of x gives one binary digit.
func Ln(x uint64) int64 {
	const digits, ln2 = 28, 372130559 // ln 2 in units of 2^-29
	up := bits.LeadingZeros64(x)
	m, y := x<<up, int64(63-up)
	for range digits {
		hi, lo := bits.Mul64(m, m)
		y *= 2
		if hi>>63 != 0 {
			m, y = hi, y+1
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return (y*ln2 + 1<<32) >> 33
}
