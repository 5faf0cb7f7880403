package fixedpoint

// Div returns a/b. It divides by products with a reciprocal: small cores have no
// instruction that divides.
func (a Soft) Div(b Soft) Soft {
	ea, eb := a.exponent(), b.exponent()
	sign := (a ^ b) & softSign
	switch {
	case ea == 0:
		return sign
	case eb == 0:
		return sign | softMost
	}
	q := quotient(a.fraction(), b.fraction())
	e := ea - eb + softBias
	if q>>63 == 0 {
		q, e = q<<1, e-1
	}
	return pack(sign, e, q)
}

// quotient returns x/d, of which the first bit is the top one or the next, for two
// numbers whose top bit is set; its last bit is 1 where any bit behind it is.
//
// Two digits of 28 bits come from a reciprocal of 32: each may be too small by 4 units,
// and what is left over goes into the next one, the last time by subtraction.
func quotient(x, d uint64) uint64 {
	x, d = x>>5, d>>4 // room for five times d
	r := reciprocal(d>>28 + 1)
	high := x >> 31 * r >> 32
	rest := x<<28 - high*d
	low := rest >> 31 * r >> 32
	rest = rest<<28 - low*d
	q := high<<28 + low
	for rest >= d {
		rest -= d
		q++
	}
	q <<= 8
	if rest != 0 {
		q |= 1
	}
	return q
}

// reciprocal returns 2^63/d, or up to 6 less, for d above 2^31, at most 2^32, by three
// steps of Newton's method from a straight line that is off by at most 1/17.
func reciprocal(d uint64) uint64 {
	const ends, slope = 6063483241, 4042322161 // 48/17 and 32/17 times 2^31
	r := ends - slope*d>>32
	for range 3 {
		r = r * (1<<32 - 1 - r*d>>32) >> 31
	}
	return r
}
