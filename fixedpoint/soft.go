package fixedpoint

import (
	"math"
	"math/bits"
)

// Soft is a real number that integer instructions compute. It has the 64 bits, the values
// and the rounding of IEEE 754 binary64,
//
//	±1.f·2^(e-1023)    sign: 1 bit, e: 11 bits, f: 52 bits
//
// so that files hold it as a float64, and so that it and [Hard] give the same sums,
// products, quotients and square roots, bit for bit: each is the nearest of the numbers
// with 53 bits, ties to even, with a relative error of at most 2^-53. They differ at the
// ends alone, where no scale is: Soft makes 0 of what is smaller than 2^-1022, and the
// largest number of what is larger, x/0 too; infinities and NaN are not numbers.
type Soft uint64

const (
	softSign   = 1 << 63
	softInf    = 0x7ff << 52
	softMost   = softInf - 1
	softBias   = 1023
	softRounds = 11 // bits below the 53 of a number in 64 bits
)

func softWhole(n int64) Soft {
	if n == 0 {
		return 0
	}
	m := Abs(n)
	up := bits.LeadingZeros64(m)
	return pack(Soft(n)&softSign, softBias+63-up, m<<up)
}

func softPower(k int) Soft { return Soft(k+softBias) << 52 }

// Positive reports whether a is a number above 0.
func (a Soft) Positive() bool { return a-1<<52 < softInf-1<<52 }

// Float64 returns a, exactly.
func (a Soft) Float64() float64 { return math.Float64frombits(uint64(a)) }

// Bits returns the bits of a as a float64.
func (a Soft) Bits() uint64 { return uint64(a) }

// exponent returns the biased exponent, 0 for the number 0.
func (a Soft) exponent() int { return int(a>>52) & 0x7ff }

// fraction returns the 53 bits of a number other than 0, the first of them at the top.
func (a Soft) fraction() uint64 { return uint64(a)<<softRounds | softSign }

// pack rounds the number of sign and biased exponent e whose bits are m, with the first
// of them at the top.
func pack(sign Soft, e int, m uint64) Soft {
	up := (m&(1<<softRounds-1) + m>>softRounds&1 + 1<<(softRounds-1) - 1) >> softRounds
	if uint(e-1) >= 2046 {
		return ends(sign, e)
	}
	// The leading bit, and what rounding carries over, add 1 to the exponent.
	return sign | Soft(uint64(e-1)<<52+m>>softRounds+up)
}

// ends is what does not fit: 0, or the largest number.
func ends(sign Soft, e int) Soft {
	if e < 1 {
		return sign
	}
	return sign | softMost
}

// Abs returns |a|.
func (a Soft) Abs() Soft { return a &^ softSign }

// Less reports whether a < b.
func (a Soft) Less(b Soft) bool { return a.order() < b.order() }

// order maps scalars to integers in the same order.
func (a Soft) order() int64 {
	if a>>63 != 0 {
		return -int64(a &^ softSign)
	}
	return int64(a)
}

// Min returns the smaller of a and b.
func (a Soft) Min(b Soft) Soft {
	if b.Less(a) {
		return b
	}
	return a
}

// Max returns the larger of a and b.
func (a Soft) Max(b Soft) Soft {
	if a.Less(b) {
		return b
	}
	return a
}
