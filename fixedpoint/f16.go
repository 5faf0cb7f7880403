package fixedpoint

import (
	"math"

	"github.com/x448/float16"
)

// F16 is an IEEE 754 binary16 number, stored in 16 bits.
type F16 = float16.Float16

const (
	f16NaN    = 0x7e00 // the one NaN that conversions to F16 return
	f16Inf    = 0x7c00
	f16Max    = 0x7bff     // 65504
	f32Inf    = 0x7f800000 // float32 patterns from here on
	f32Over   = 0x47800000 // 65536: the first power of two beyond F16
	f32Max16  = 0x477fe000 // 65504
	f32Normal = 0x38800000 // 2^-14: the smallest normal F16
	f32Half   = 0x3f000000 // 0.5: its last place is 2^-24, the step of subnormal F16
	f16Rebias = 112 << 23  // difference of the two exponent biases
	f16Shift  = 23 - 10    // difference of the two fraction widths
)

// ToF16 rounds x to the nearest F16, ties to even. Magnitudes of 65520 and more
// become infinite, and every NaN becomes 0x7e00. It is small enough to be inlined.
func ToF16(x float32) F16 {
	b := math.Float32bits(x)
	s := uint16(b>>16) & 0x8000
	b &= 0x7fffffff
	switch {
	case b < f32Normal: // adding 0.5 rounds at 2^-24, ties to even
		b = math.Float32bits(math.Float32frombits(b)+0.5) - f32Half
	case b < f32Over: // a carry from 65520 on ends in infinity
		b = (b - f16Rebias + 0xfff + b>>f16Shift&1) >> f16Shift
	case b > f32Inf:
		return f16NaN
	default:
		b = f16Inf
	}
	return F16(s | uint16(b))
}

// FromF16 returns x as float32. It is exact, a NaN keeps its payload, and it is
// small enough to be inlined.
func FromF16(x F16) float32 {
	b := uint32(x&0x7fff)<<f16Shift + f16Rebias
	f := math.Float32frombits(b)
	if b < f32Normal { // subnormal: the sum has the fraction in its last places
		f = math.Float32frombits(b+1<<23) - 0x1p-14
	} else if b >= f32Over {
		f = math.Float32frombits(b + f16Rebias)
	}
	if x>>15 != 0 {
		return -f
	}
	return f
}

// Widen sets dst[i] = FromF16(src[i]) for the shorter of the two lengths.
func Widen(dst []float32, src []F16) {
	n := min(len(dst), len(src))
	dst, src = dst[:n], src[:n]
	for i, x := range src {
		dst[i] = FromF16(x)
	}
}

// Narrow sets dst[i] = ToF16(src[i]) for the shorter of the two lengths.
func Narrow(dst []F16, src []float32) {
	n := min(len(dst), len(src))
	dst, src = dst[:n], src[:n]
	for i, x := range src {
		dst[i] = ToF16(x)
	}
}
