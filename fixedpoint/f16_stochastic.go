package fixedpoint

import "math"

// ToF16Stochastic rounds x to one of the two F16 around it: up with a
// probability equal to the part that is cut off, taken from the highest bits of
// r, so that the mean over all r is x. Magnitudes beyond 65504, infinities
// included, become 65504 with the sign of x; every NaN becomes 0x7e00.
//
// A normal result uses the upper 13 bits of r and is exactly unbiased, and so is
// a subnormal one down to |x| = 2^-31; below that the mean is short by less than
// 2^-31 of the step 2^-24.
func ToF16Stochastic(x float32, r uint32) F16 {
	b := math.Float32bits(x)
	sign := uint16(b>>16) & 0x8000
	b &= 0x7fffffff
	if b-f32Normal < f32Max16-f32Normal {
		return F16(sign | uint16((b-f16Rebias+r>>(32-f16Shift))>>f16Shift))
	}
	return F16(toF16StochasticEdge(b, r, sign))
}

// toF16StochasticEdge rounds the magnitudes b that ToF16Stochastic leaves:
// subnormal results, saturation and NaN.
//
//go:noinline
func toF16StochasticEdge(b, r uint32, sign uint16) uint16 {
	switch {
	case b > f32Inf:
		return f16NaN
	case b >= f32Max16:
		return sign | f16Max
	}
	e := b >> 23
	m := b & 0x7fffff
	if e > 0 {
		m |= 1 << 23
	} else {
		e = 1
	}
	s := 126 - e // x = m·2^-s in steps of 2^-24
	if s > 31 {
		m >>= s - 31
		s = 31
	}
	return sign | uint16((m+r>>(32-s))>>s)
}
