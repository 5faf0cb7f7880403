package fixedpoint

import (
	"math"
	"math/bits"
)

// twoOverPi holds 63 zero bits, the binary point in front of the last bit of the
// first word being that of 2^0, and then the first 256 bits of 2/π.
var twoOverPi = [...]uint64{
	0, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
}

// sinTerms are (-1)^n/(2n+1)! for n = 7 down to 0, cosTerms (-1)^n/(2n)! for n = 8
// down to 0: relative errors below 2^-50 on [-π/4, π/4].
var (
	sinTerms = [...]float64{
		-1.0 / 1307674368000, 1.0 / 6227020800, -1.0 / 39916800, 1.0 / 362880,
		-1.0 / 5040, 1.0 / 120, -1.0 / 6, 1,
	}
	cosTerms = [...]float64{
		1.0 / 20922789888000, -1.0 / 87178291200, 1.0 / 479001600, -1.0 / 3628800,
		1.0 / 40320, -1.0 / 720, 1.0 / 24, -0.5, 1,
	}
)

// Sin returns the sine of x in radians, for every finite x; NaN for ±Inf and
// NaN, and -0 for -0.
func Sin(x float32) float32 {
	n, r, ok := reduce(x)
	if !ok {
		return nan()
	}
	return float32(quadrant(n, r))
}

// Cos returns the cosine of x in radians, for every finite x; NaN for ±Inf and
// NaN.
func Cos(x float32) float32 {
	n, r, ok := reduce(x)
	if !ok {
		return nan()
	}
	return float32(quadrant(n+1, r))
}

// SinTurn returns sin(2π·phase/2^32): a whole turn is the range of uint32, so a
// phase that is counted up wraps by itself.
func SinTurn(phase uint32) float32 {
	n := phase>>30 + phase>>29&1 // rounded to the nearest quarter
	r := float64(int32(phase-n<<30)) * (math.Pi / (1 << 31))
	return float32(quadrant(n, r))
}

// CosTurn returns cos(2π·phase/2^32).
func CosTurn(phase uint32) float32 { return SinTurn(phase + 1<<30) }

// quadrant returns sin(n·π/2 + r) for |r| up to π/4.
func quadrant(n uint32, r float64) float64 {
	var y float64
	if n&1 == 0 {
		y = r * horner(sinTerms[:], r*r)
	} else {
		y = horner(cosTerms[:], r*r)
	}
	if n&2 != 0 {
		return -y
	}
	return y
}

// horner evaluates the polynomial with the coefficients c, highest power first.
func horner(c []float64, z float64) float64 {
	p := c[0]
	for _, a := range c[1:] {
		p = float64(p*z) + a
	}
	return p
}

// reduce splits a finite x into n·π/2 + r, |r| up to π/4, n modulo 4, and is
// false for the others. It multiplies by as many bits of 2/π as matter (Payne
// and Hanek, ACM SIGNUM 18, 1983): a float32 never comes nearer to a multiple of
// π/2 than 2^-30, so r keeps more than 30 bits.
func reduce(x float32) (n uint32, r float64, ok bool) {
	b := math.Float32bits(x)
	e := int(b >> 23 & 0xff)
	switch {
	case e == 0xff:
		return 0, 0, false
	case e < 126: // |x| < 0.5
		return 0, float64(x), true
	}
	turn := scaledQuarters(uint64(b&0x7fffff|1<<23), e-150)
	n = uint32(turn>>62 + turn>>61&1)
	r = float64(int64(turn-uint64(n)<<62)) * (math.Pi / (1 << 63))
	if b&signBit != 0 {
		return -n, -r, true
	}
	return n, r, true
}

// scaledQuarters returns m·2^q·2/π modulo 4 in steps of 2^-62, rounded down, for
// m below 2^24 and q from -24 to 104.
func scaledQuarters(m uint64, q int) uint64 {
	at := q + 62 // the bit of twoOverPi that stands for 2^(1-q)
	i, s := at/64, uint(at%64)
	hi := twoOverPi[i]<<s | twoOverPi[i+1]>>(64-s)
	lo := twoOverPi[i+1]<<s | twoOverPi[i+2]>>(64-s)
	carry, _ := bits.Mul64(m, lo)
	return m*hi + carry
}
