package fixedpoint

// CurveScale carries int16 inputs to the argument of [SigmoidInt16] and
// [TanhInt16], which counts in units of 1/12288: ±2^17 is ±32/3, where both curves
// have reached their end.
type CurveScale struct {
	Mult  int32
	Shift int
}

// NewCurveScale returns the scale for inputs in units of scale, as TFLite prepares
// it: 3·2^k for scales of 2^-12 and 2^-11, else a multiplier of 15 bits, cut off.
func NewCurveScale(scale float64) CurveScale {
	if !(scale > 0) {
		scale = 0
	}
	return Hard(scale).CurveScale()
}

// argument returns x in units of 1/12288, rounded to nearest, ties up.
func (c CurveScale) argument(x int16) int64 { return scale(int64(x), int64(c.Mult), c.Shift) }

// SigmoidInt16 returns 1/(1+e^-x) in Q15. It is TFLite's reference for int16, bit
// for bit: a table of 256 values in steps of 1/24 for |x|, with linear
// interpolation. The error is below 1.5 units of 2^-15, and up to 1.3 more where the
// multiplier of c is not exact; beyond ±10.625 the result is 32767 or 1.
func SigmoidInt16(x int16, c CurveScale) int16 {
	a := c.argument(x)
	const one = 1 << 25
	y := sigmoidAt(Abs(a), 9, 0x7FFF<<10)
	if a < 0 {
		y = one - 1 - y
	}
	return int16((y + 1<<9) >> 10)
}

// TanhInt16 returns the hyperbolic tangent of x in Q15, from the same table by
// tanh(x) = 2·sigmoid(2x) - 1. The error is below 2.5 units of 2^-15, and up to 1.3
// more where the multiplier of c is not exact.
func TanhInt16(x int16, c CurveScale) int16 {
	a := c.argument(x)
	const half = 1 << 23
	y := sigmoidAt(Abs(a), 8, 0xFFFF<<8) - half
	if a < 0 {
		y = -y - 1
	}
	return int16((y + 1<<7) >> 8)
}

// sigmoidAt reads the table at v, of which the lower bits are the place in a step;
// the result has 16 + bits fractional bits, and is end beyond the table.
func sigmoidAt(v uint64, bits int, end int64) int64 {
	i := v >> bits
	if i >= 255 {
		return end
	}
	from, to := int64(sigmoidTable[i]), int64(sigmoidTable[i+1])
	return from<<bits + int64(v&(1<<bits-1))*(to-from)
}
