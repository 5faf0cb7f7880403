package fixedpoint

import (
	"math"
	"math/bits"
)

// NewSoftmaxMultiplier returns the multiplier of [SoftmaxInt16] for logits in units
// of scale (times beta): beta·scale·65535/10, so that the integers cover 10 units.
func NewSoftmaxMultiplier(beta, scale float64) Multiplier {
	return NewMultiplier(float64(beta*scale) / (10.0 / 65535.0))
}

// SoftmaxInt16 writes the probabilities of logits x into y in Q15 (zero point 0).
// It is TFLite's reference for int16, bit for bit: two tables of 513 entries, one of
// e^v for v in [-10, 0] and one of 1/(1+v) for v in [0, 1], with linear
// interpolation. A row may have 65,535 logits. A logit 10 and more below the largest
// has the probability of one 10 below.
func SoftmaxInt16(y, x []int16, m Multiplier) {
	peak := int32(math.MinInt16)
	for _, v := range x {
		peak = max(peak, int32(v))
	}
	var sum int32 // Q16.15
	for _, v := range x {
		sum += expInt16(int32(v)-peak, m)
	}
	zeros := bits.LeadingZeros32(uint32(sum))
	inverse := reciprocalInt16(sum, zeros)
	for i, v := range x {
		p := int64(expInt16(int32(v)-peak, m)) * int64(inverse)
		y[i] = int16(Clamp(scale(p, 1, 31-zeros), 0, math.MaxInt16))
	}
}

// expInt16 returns e^(diff·scale) in Q15.
func expInt16(diff int32, m Multiplier) int32 {
	v := int64(m.Double(diff)) + math.MaxInt16
	return expLUT.lookup(int16(Int16.Clamp(v)))
}

// reciprocalInt16 returns 2^(31-zeros)/sum in Q15: sum is shifted to [1, 2) and the
// table is read at what exceeds 1.
func reciprocalInt16(sum int32, zeros int) int32 {
	v := int64(sum)<<max(zeros-1, 0) + 1<<13
	v = v>>14 - 1<<16 - 1<<15
	return reciprocalLUT.lookup(int16(Int16.Clamp(v)))
}
