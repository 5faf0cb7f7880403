package kernel

import (
	"math"

	"edgetune/fixedpoint"
)

// FMA16 is the correctly rounded a*b+c in float16. The product is exact in float32 (22
// bits), and the sum is rounded to odd there, after which the conversion cannot round
// wrongly (24 >= 11+2 bits, see [FMA]).
func FMA16(a, b, c F16) F16 {
	p, z := float32(fixedpoint.FromF16(a)*fixedpoint.FromF16(b)), fixedpoint.FromF16(c)
	s := p + z
	u := math.Float32bits(s)
	if u>>23&0xff != 0xff { // neither Inf nor NaN
		t := s - p
		e := (p - (s - t)) + (z - t) // exact error of p+z (TwoSum, Knuth)
		if e != 0 && u&1 == 0 {
			if (e > 0) == (s > 0) {
				u++
			} else {
				u--
			}
		}
	}
	return fixedpoint.ToF16(math.Float32frombits(u))
}

// gemmFP16 is the definition of GemmF16 in sets for inference: C is rounded to
// float16, and so is each sum.
func gemmFP16(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []Float, cs int) {
	if k <= 0 {
		return
	}
	for i := range m {
		for j := range n {
			s := fixedpoint.ToF16(float32(c[i*cs+j]))
			for p := range k {
				s = FMA16(a[i*ai+p*ap], b[p*bs+j], s)
			}
			c[i*cs+j] = Float(fixedpoint.FromF16(s))
		}
	}
}

func gemmRunsFP16(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []Float, cs int) {
	eachRun(gemmFP16, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}

// Definition returns the set in plain Go whose bits are those of s.
func Definition(s *Set) *Set {
	g := Generic()
	if s.Inference {
		g.GemmF16, g.GemmRunsF16, g.Inference = gemmFP16, gemmRunsFP16, true
	}
	return g
}
