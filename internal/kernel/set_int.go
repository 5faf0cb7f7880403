package kernel

import "edgetune/fixedpoint"

// Integers are the loops of nets in integers. Sums of products are exact, so their
// order is free; sums of 32 bits wrap. No int16 weight is -32768.
type Integers struct {
	// DotsInt8 is sums[o] += Σ_i x[i]·w[o·stride+i], i < len(x), o < len(sums).
	DotsInt8  func(sums []int32, x, w []int8, stride int)
	DotsInt16 func(sums []int64, x, w []int16, stride int) // the same of 16 bits
	// DotsInt16x8 is the same of 16-bit activations and 8-bit weights.
	DotsInt16x8 func(sums []int64, x []int16, w []int8, stride int)

	// DotsRunInt8 is DotsInt8 of a run of outputs, see [DotsRun].
	DotsRunInt8 func(sums []int32, x, w []int8, r *DotsRun)

	// OuterInt8 is acc[o·stride+i] += h[o]·(x[i]-zero), i < len(x), o < len(h): the
	// gradient of a matrix of weights. Numbers h of 0 are skipped.
	OuterInt8  func(acc []int32, stride int, h []int16, x []int8, zero int8)
	OuterInt16 func(acc []int64, stride int, h, x []int16, zero int16)
	// GatherInt8 is acc[i] += Σ_o h[o]·w[o·stride+i], i < len(acc), o < len(h): the
	// gradient of an input. Numbers h of 0 are skipped.
	GatherInt8  func(acc []int32, h []int16, w []int8, stride int)
	GatherInt16 func(acc []int64, h, w []int16, stride int)
	// MulRowsInt8 is GatherInt8 of several rows at once: acc[r·as+i] += Σ_o
	// h[r·hs+o]·w[o·ws+i], r < rows, o < outs, i < n, for |h| of at most MaxW16.
	MulRowsInt8 func(acc []int32, as int, h []int16, hs int, w []int8, ws, rows, outs, n int)
	// MulColumnsInt8 is OuterInt8 of several rows at once: acc[o·as+i] += Σ_r
	// h[r·hs+o]·x[r·xs+i]. Rows of x may overlap in memory.
	MulColumnsInt8 func(acc []int32, as int, h []int16, hs int, x []int8, xs, rows, outs, n int)

	// TapsInt8 is acc[i] += Σ_r (x[r·xs+i]-zero)·w[r·ws+i], r < rows, i < len(acc): taps
	// of a depthwise convolution. A stride may be 0.
	TapsInt8 func(acc []int32, x []int8, xs int, w []int8, ws, rows int, zero int8)
	// TapsInt16 is acc[i] += Σ_r h[r·hs+i]·(x[r·xs+i]-zero): the same of its gradients.
	TapsInt16 func(acc []int32, h []int16, hs int, x []int8, xs, rows int, zero int8)
	MaskInt8  func(v []int32, y []int8, zero int8) // v = 0 where y ≤ zero
	// PickInt16 is y = x where bit i%8 of bits[i/8]^flip is 1, else 0; flip is 0 or 255.
	PickInt16 func(y, x []int16, bits []uint8, flip uint8)
	// LargerInt8 is a pool of two: best = max(best, x), bit i of bits 1 where x is larger.
	LargerInt8 func(best, x []int8, bits []uint8)
	// RandomsPick is r[i] = Rand(key, at+i), with far added where bit i of bits is 1.
	RandomsPick func(r []uint32, key, at, far uint32, bits []uint8)

	// RequantiseInt8 brings sums to activations, multiplied by m[i].Double, with M of
	// 2^30 or more, and clamped as c says. Multipliers are those of a row of sums, or of
	// several rows, one after another.
	RequantiseInt8 func(y []int8, sums []int32, m []fixedpoint.Multiplier, c *Clip)
	Randoms        func(r []uint32, key, at uint32) // r[i] = Rand(key, at+i)
	// ReceiveInt brings gradients v·rel to backward values h, rounded with r.
	ReceiveInt func(h []int16, v, rel []int32, r []uint32, e *Exponent)
	// JoinInt adds v·m to sums: m.Single, both saturated to ±(2^31-1).
	JoinInt func(sum, v []int32, m fixedpoint.Multiplier)

	CentreInt  func(dw, u []int32, m *Mean)    // dw -= bias·u; |u| < 2^30
	MomentsInt func(dw, u []int32, m *Moments) // squares of dw, product with u
	SizeInt8   func(hi, lo []int8, s *Size)
	// NarrowInt brings a row of a gradient to 16 bits.
	NarrowInt func(v []int16, dw []int32, r *Rounding)

	// MoveInt8 moves weights 256·hi + lo. None may leave ±MaxW16.
	MoveInt8   func(hi, lo []int8, v []int16, m *Move)
	ShrinkInt8 func(hi, lo []int8) // weights times 205/256, rounded to nearest
	// DeviateInt8 is d = (x-zero)·2^DeviationBits - mean, in 16 bits.
	DeviateInt8 func(d []int16, x []int8, zero int8, mean []int16)
	// CombineInt16 is v[i] = Σ_j h[j]·d[j·stride+i], rounded. Sums of 32 bits wrap. With one
	// row v may be d.
	CombineInt16 func(v, h, d []int16, stride int, r *Rounding)
}

// genericIntegers is the definition.
func genericIntegers() Integers {
	return Integers{
		DotsInt8: dotsInt8, DotsInt16: dotsInt16, DotsInt16x8: dotsInt16x8, DotsRunInt8: dotsRunInt8,
		OuterInt8: outerInt8, OuterInt16: outerInt16, GatherInt8: gatherInt8, GatherInt16: gatherInt16,
		MulRowsInt8: rowByRow(gatherInt8), MulColumnsInt8: columnByColumn(outerInt8),
		TapsInt8: tapsInt8, TapsInt16: tapsInt16, MaskInt8: maskInt8,
		RequantiseInt8: requantiseInt8, Randoms: randoms, ReceiveInt: receiveInt, JoinInt: joinInt, PickInt16: pickInt16,
		LargerInt8: largerInt8, RandomsPick: randomsPick,
		CentreInt: centreInt, MomentsInt: momentsInt, SizeInt8: sizeInt8, NarrowInt: narrowInt,
		MoveInt8: moveInt8, ShrinkInt8: shrinkInt8, DeviateInt8: deviateInt8, CombineInt16: combineInt16,
	}
}
