package integer

import (
	"math/bits"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn/integer/op"
)

// precision is what q7 and q15 do differently. X is the type of activations and of
// the weights that the forward pass reads, A that of exact sums.
type precision[X op.Value, A op.Sum] struct {
	loops     op.Loops[X, X, A]
	addScaled func(acc []A, x []X, h, zero int32)
	newMaster func(n int) master[X]
	rounding  fixedpoint.Rounding
	top       int32   // largest activation; the smallest is -top, or -128 in q7
	reluZero  int32   // zero point of an activation after ReLU
	unit      float64 // of the forward weights, in units of s_w
	meanBits  int     // fraction of the input's mean, in units of an activation
	hbits     func(rows, terms int) int
}

func q7() precision[int8, int32] {
	return precision[int8, int32]{
		loops: op.Int8(), addScaled: kernel.AddScaledInt8, newMaster: newPlanes,
		rounding: fixedpoint.DoubleRounding, top: 127, reluZero: -128, unit: 1, meanBits: 8,
		hbits: hbitsQ7,
	}
}

func q15() precision[int16, int64] {
	return precision[int16, int64]{
		loops: op.Int16(), addScaled: kernel.AddScaledInt16, newMaster: newWords,
		rounding: fixedpoint.ReducedMultiplier, top: 32767, reluZero: 0, unit: 1.0 / 256,
		hbits: func(int, int) int { return 15 },
	}
}

// hbitsQ7 returns how many bits a backward value may have so that no sum of 32 bits
// overflows: rows products of h and x-z of 8 bits and a sign make dW, terms products
// of h and a weight of 7 bits make dx.
func hbitsQ7(rows, terms int) int {
	return max(1, min(15, 23-bits.Len(uint(rows-1)), 24-bits.Len(uint(terms-1))))
}
