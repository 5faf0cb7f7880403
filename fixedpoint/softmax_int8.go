package fixedpoint

import (
	"math"
	"math/bits"
)

// SoftmaxScale carries int8 logits to the argument of [ExpQ26].
type SoftmaxScale struct {
	Mult Multiplier // Shift counts as 0 when it is negative
	Min  int32      // a logit this far below the largest has probability 0; negative
}

// NewSoftmaxScale returns the scale for logits in units of scale (times beta, the
// inverse temperature): the multiplier is beta·scale·2^26, at most 2^31-1.
func NewSoftmaxScale(beta, scale float64) SoftmaxScale {
	m := NewMultiplier(min(float64(beta*scale)*(1<<26), math.MaxInt32))
	const headroom = 31 - 5 // Q5.26
	radius := math.Floor(math.Ldexp(31, headroom-m.Shift))
	return SoftmaxScale{Mult: m, Min: -int32(min(radius, math.MaxInt32))}
}

func (s SoftmaxScale) argument(diff int32) int32 {
	return SRDHM(diff<<max(s.Mult.Shift, 0), s.Mult.M)
}

// SoftmaxInt8 writes the probabilities of logits x into y in units of 1/256 with
// zero point -128: y = 256·p - 128. It is TFLite's reference for int8, bit for bit:
// exponentials in Q31, their sum in Q12.19, a reciprocal by Newton's method. A row
// may have 4095 logits; the error is at most one unit.
func SoftmaxInt8(y, x []int8, s SoftmaxScale) { softmaxInt8(y, x, s, 8) }

// SoftmaxInt8To16 is [SoftmaxInt8] with the result in units of 1/65536 and zero
// point -32768.
func SoftmaxInt8To16(y []int16, x []int8, s SoftmaxScale) { softmaxInt8(y, x, s, 16) }

func softmaxInt8[T int8 | int16](y []T, x []int8, s SoftmaxScale, width int) {
	peak := int32(math.MinInt8)
	for _, v := range x {
		peak = max(peak, int32(v))
	}
	var sum int32 // Q12.19
	for _, v := range x {
		if d := int32(v) - peak; d >= s.Min {
			sum += RDBP(ExpQ26(s.argument(d)), 12)
		}
	}
	zeros := bits.LeadingZeros32(uint32(sum))
	inverse := ReciprocalQ31(int32(uint32(sum)<<zeros - 1<<31))
	lowest, highest := int32(-1)<<(width-1), int32(1)<<(width-1)-1
	for i, v := range x {
		q := lowest
		if d := int32(v) - peak; d >= s.Min {
			p := SRDHM(inverse, ExpQ26(s.argument(d)))
			q += RDBP(p, 12-zeros+31-width)
		}
		y[i] = T(min(q, highest))
	}
}
