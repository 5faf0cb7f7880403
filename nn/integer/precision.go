package integer

import (
	"math/bits"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// precision is what q7 and q15 do differently. X is the type of activations and of
// the weights that the forward pass reads, A that of exact sums.
type precision[X op.Value, A op.Sum] struct {
	dtype     nn.DType
	loops     op.Loops[X, X, A]
	addScaled func(acc []A, x []X, h, zero int32)
	newMaster func() master[X]
	rounding  fixedpoint.Rounding
	addLeft   int     // bits that a sum of two activations keeps below their units
	top       int32   // largest activation; the smallest is -top, or -128 in q7
	reluZero  int32   // zero point of an activation after ReLU
	unit      float64 // of the forward weights, in units of s_w
	meanBits  int     // fraction of the input's mean, in units of an activation
	wide      bool    // dx may need more than 31 bits
	hbits     func(rows, terms int) int
}

func q7() precision[int8, int32] {
	return precision[int8, int32]{
		dtype: nn.Int8, loops: op.Int8(), addScaled: kernel.AddScaledInt8, newMaster: newPlanes,
		rounding: fixedpoint.DoubleRounding, addLeft: op.AddLeftInt8, top: 127, reluZero: -128, unit: 1, meanBits: 8,
		hbits: hbitsQ7,
	}
}

func q15() precision[int16, int64] {
	return precision[int16, int64]{
		dtype: nn.Int16, loops: op.Int16(), addScaled: kernel.AddScaledInt16, newMaster: newWords,
		rounding: fixedpoint.ReducedMultiplier, addLeft: op.AddLeftInt16, top: 32767, reluZero: 0, unit: 1.0 / 256, wide: true,
		hbits: func(int, int) int { return 15 },
	}
}

// lowest returns the smallest value of an activation.
func (pr *precision[X, A]) lowest(relu bool) int64 {
	switch {
	case relu:
		return int64(pr.reluZero)
	case pr.dtype == nn.Int8:
		return -128
	}
	return -int64(pr.top)
}

// hbitsQ7 returns how many bits a backward value may have so that no sum of 32 bits
// overflows: rows products of h and x-z of 8 bits and a sign make dW, terms products
// of h and a weight of 7 bits make dx.
func hbitsQ7(rows, terms int) int {
	return max(1, min(15, 23-bits.Len(uint(rows-1)), 24-bits.Len(uint(terms-1))))
}
