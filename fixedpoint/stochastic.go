package fixedpoint

const maxShift = 62 // a wider shift leaves no room for the dither in 64 bits

// Dither spreads 32 random bits r over [0, 2^shift): r >> (32-shift), or
// r << (shift-32) when shift is above 32, so that the mean stays 2^(shift-1).
// shift is 0 to 62.
func Dither(r uint32, shift int) int64 {
	if shift > 32 {
		return int64(r) << (shift - 32)
	}
	return int64(r >> (32 - shift))
}

// ShiftStochastic returns x·2^-shift rounded at random to one of its two integer
// neighbours, up with a probability equal to the fraction: (x + [Dither]) >>
// shift. The expected result is x·2^-shift to within 2^-32, so that many steps far
// below one unit add up instead of vanishing. A shift above 62 counts as 62, and
// one below 1 changes nothing. |x| must stay below 2^62.
func ShiftStochastic(x int64, shift int, r uint32) int64 {
	if shift <= 0 {
		return x
	}
	shift = min(shift, maxShift)
	return (x + Dither(r, shift)) >> shift
}

// Stochastic multiplies x by m and rounds at random, with the multiplier reduced
// to 16 bits, R = (M + 2^15) >> 16:
//
//	(x·R + Dither(r, t)) >> t,  t = min(15-Shift, 62)
//
// or (x·R) << -t when t is not positive. |x| must stay below 2^46, and the result
// must fit 64 bits. The relative error of R is up to 2^-15.
func (m Multiplier) Stochastic(x int64, r uint32) int64 {
	p := x * ((int64(m.M) + 1<<15) >> 16)
	t := 15 - m.Shift
	if t <= 0 {
		return p << -t
	}
	return ShiftStochastic(p, t, r)
}
