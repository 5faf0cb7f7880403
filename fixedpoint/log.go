package fixedpoint

import "math"

// atanhTerms are 2/(2n+1) for n = 9 down to 0.
var atanhTerms = [...]float64{
	2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3, 2,
}

// Log returns the natural logarithm of x: -Inf for 0, NaN below 0.
func Log(x float32) float32 {
	switch {
	case x > math.MaxFloat32:
		return x
	case x > 0:
		return float32(log64(float64(x)))
	case x == 0:
		return math.Float32frombits(signBit | f32Inf)
	}
	return nan()
}

// Log1p returns ln(1+x), accurate near 0: -Inf for -1, NaN below.
func Log1p(x float32) float32 {
	switch {
	case x > math.MaxFloat32:
		return x
	case x > -0.25 && x < 0.375:
		return float32(atanh2(float64(x) / (2 + float64(x))))
	case x > -1:
		return float32(log64(1 + float64(x)))
	case x == -1:
		return math.Float32frombits(signBit | f32Inf)
	}
	return nan()
}

// log64 returns ln x for a positive normal x.
func log64(x float64) float64 {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		k--
	}
	l := atanh2((m - 1) / (m + 1))
	if k == 0 {
		return l
	}
	return float64(float64(k)*ln2Hi) + (float64(float64(k)*ln2Lo) + l)
}

// atanh2 returns 2·artanh s = ln((1+s)/(1-s)) for |s| up to 0.172.
func atanh2(s float64) float64 {
	z := s * s
	p := atanhTerms[0]
	for _, c := range atanhTerms[1:] {
		p = float64(p*z) + c
	}
	return float64(s * p)
}
