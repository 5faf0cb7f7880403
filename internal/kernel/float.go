//go:build !float64

package kernel

import "math"

// Float is the type of accumulators, scratch and unpacked storage: float32. Tests
// built with the tag float64 run the same generic code in float64, to check it
// against finite differences.
type Float = float32

// FMA is the correctly rounded a*b+c in float32.
//
// The product of two float32 is exact in float64; the sum is rounded to odd, after
// which the conversion cannot round wrongly (53 >= 24+2 bits: Boldo and Melquiond,
// "Emulation of FMA and correctly rounded sums", IEEE TC 57(4), 2008). Converting
// math.FMA or a float64 sum rounds twice and is wrong on ties.
func FMA(a, b, c Float) Float {
	p := float64(float64(a) * float64(b))
	s := p + float64(c)
	u := math.Float64bits(s)
	if u&(1<<28-1) != 0 { // not near a tie of float32, normal or subnormal
		return float32(s)
	}
	return fmaTie(p, float64(c), s, u)
}

// fmaTie rounds p+z to odd when s = fl(p+z) may sit on a tie.
func fmaTie(p, z, s float64, u uint64) float32 {
	if u>>52&0x7ff == 0x7ff { // Inf, NaN
		return float32(s)
	}
	t := s - p
	e := (p - (s - t)) + (z - t) // exact error of p+z (TwoSum, Knuth)
	if e != 0 && u&1 == 0 {
		if (e > 0) == (s > 0) {
			u++
		} else {
			u--
		}
		s = math.Float64frombits(u)
	}
	return float32(s)
}

// Sqrt is the correctly rounded square root.
func Sqrt(x Float) Float { return float32(math.Sqrt(float64(x))) }
