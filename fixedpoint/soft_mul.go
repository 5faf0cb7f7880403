package fixedpoint

import "math/bits"

// Mul returns a·b.
func (a Soft) Mul(b Soft) Soft {
	ea, eb := a.exponent(), b.exponent()
	sign := (a ^ b) & softSign
	if ea == 0 || eb == 0 {
		return sign
	}
	hi, lo := bits.Mul64(a.fraction(), b.fraction())
	if lo != 0 {
		hi |= 1
	}
	e := ea + eb - softBias + 1
	if hi>>63 == 0 {
		hi, e = hi<<1, e-1
	}
	return pack(sign, e, hi)
}

// Add returns a + b.
func (a Soft) Add(b Soft) Soft {
	if a<<1 < b<<1 {
		a, b = b, a
	}
	// a is the larger one. Its lowest 11 bits are 0: room for what b has below them.
	sign, ea, eb := a&softSign, a.exponent(), b.exponent()
	if eb == 0 {
		return a.plusZero(b)
	}
	x, y := a.fraction()>>1, shiftSticky(b.fraction()>>1, ea-eb)
	if (a^b)&softSign != 0 {
		if x == y {
			return 0
		}
		x -= y
	} else {
		x += y
	}
	up := bits.LeadingZeros64(x)
	return pack(sign, ea+1-up, x<<up)
}

// plusZero is a + b for a b of 0.
func (a Soft) plusZero(b Soft) Soft {
	if a.exponent() == 0 {
		return a & b
	}
	return a
}

// shiftSticky returns x·2^-n; its lowest bit is 1 where any bit below it was.
func shiftSticky(x uint64, n int) uint64 {
	if n > 63 {
		return 1
	}
	y := x >> n
	if y<<n != x {
		y |= 1
	}
	return y
}

// Sub returns a - b.
func (a Soft) Sub(b Soft) Soft { return a.Add(b ^ softSign) }
