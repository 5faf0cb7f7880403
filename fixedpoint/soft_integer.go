package fixedpoint

import "math"

// The ways from a number to integers.

// Times2 returns a·2^k.
func (a Soft) Times2(k int) Soft {
	e := a.exponent()
	if e == 0 {
		return a
	}
	if e+k < 1 || e+k > 2046 {
		return ends(a&softSign, e+k)
	}
	return a + Soft(k)<<52
}

// Exponent returns the smallest e with |a| < 2^e, 0 for 0.
func (a Soft) Exponent() int {
	if a.exponent() == 0 {
		return 0
	}
	return a.exponent() - softBias + 1
}

// Floor returns the largest integer that is not above a, limited to ±2^62.
func (a Soft) Floor() int64 {
	down := softBias + 63 - a.exponent() // bits of the fraction behind the point
	n, rest := a.fraction(), uint64(0)
	switch {
	case a.exponent() == 0:
		return 0
	case down <= 1:
		n = 1 << 62
	case down > 63:
		n, rest = 0, n
	default:
		n, rest = n>>down, n<<(64-down)
	}
	if a>>63 == 0 {
		return int64(n)
	}
	if rest != 0 {
		n++
	}
	return -int64(n)
}

// Round returns the integer nearest to a, ties up, limited to ±2^62.
func (a Soft) Round() int64 { return a.Add(softPower(-1)).Floor() }

// Mantissa returns the m·2^(e-n) nearest to a, ties up, m of n bits with the first of
// them 1; both 0 for 0 and less. n is 1 to 62.
func (a Soft) Mantissa(n int) (m int64, e int) {
	if !a.Positive() {
		return 0, 0
	}
	m = int64((a.fraction()>>1 + 1<<(62-n)) >> (63 - n))
	carry := int(m >> n)
	return m >> carry, int(a>>52) - softBias + 1 + carry
}

// Multiplier returns the [Multiplier] nearest to a, ties up; 0 for 0 and less.
func (a Soft) Multiplier() Multiplier {
	m, e := a.Mantissa(31)
	return Multiplier{M: int32(m), Shift: e}
}

// CurveScale returns the scale for inputs in units of a, see [NewCurveScale].
func (a Soft) CurveScale() CurveScale {
	switch a {
	case softPower(-12):
		return CurveScale{Mult: 3}
	case softPower(-11):
		return CurveScale{Mult: 6}
	}
	m, c, half := a.Mul(softWhole(4096*3)), CurveScale{}, softWhole(32767).Times2(-1)
	for !half.Less(m) && c.Shift <= 30 {
		c.Shift++
		m = m.Times2(1)
	}
	c.Mult = int32(min(m.Floor(), math.MaxInt32))
	return c
}
