package fixedpoint

import "math/bits"

// Sqrt returns the square root of a, 0 for a below 0.
func (a Soft) Sqrt() Soft {
	if !a.Positive() {
		return 0
	}
	x := a.fraction()
	e := a.exponent() - softBias
	if e&1 == 0 {
		x >>= 1
	}
	// s² + rest = x, so that √x is s + rest/2s, and a little less.
	r := inverseRoot(x >> 32)
	s := x >> 32 * r >> 31
	rest := int64(x - s*s)
	y := s<<32 + uint64(rest>>5*int64(r)>>27)
	if d := y & (1<<softRounds - 1); d-(1024-rootError) < 2*rootError {
		y = aside(y, x)
	}
	return pack(0, e>>1+softBias, y)
}

// rootError bounds the error of a root of 64 bits: 53 of them are kept.
const rootError = 64

// inverseRoots are 2^7/√h for h of 1 to 4 in steps of 1/4, each for the middle of its step.
var inverseRoots = [16]uint8{4: 121, 109, 100, 94, 88, 83, 79, 76, 72, 70, 67, 65}

// inverseRoot returns 2^47/√h, or up to 8 less, for h of 31 or 32 bits, by four steps of
// Newton's method.
func inverseRoot(h uint64) uint64 {
	r := uint64(inverseRoots[h>>28]) << 25
	for range 4 {
		r = r * (3<<30 - 2 - r*r>>32*h>>32) >> 31
	}
	return r
}

// aside moves a root that is close to the middle between two numbers to where the exact
// one is.
func aside(root, x uint64) uint64 {
	middle := root>>softRounds<<softRounds | 1<<(softRounds-1)
	hi, _ := bits.Mul64(middle, middle) // its lower half is 0 or more
	if hi < x {
		return middle + 1
	}
	return middle - 1
}
