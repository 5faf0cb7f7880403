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
	kernels   *kernel.Set
	loops     op.Loops[X, X, A]
	back      backLoops[X, A]
	rows      rowLoops[A]
	deviate   func(d []int16, x []X, zero X, mean []int16) // nil: no layer is moved by its factors
	newMaster func() master[X, A]
	rounding  fixedpoint.Rounding
	addLeft   int   // bits that a sum of two activations keeps below their units
	top       int32 // largest activation; the smallest is -top, or -128 in q7
	reluZero  int32 // zero point of an activation after ReLU
	unit      int   // of the forward weights: 2^unit·s_w
	meanBits  int   // fraction of the input's mean, in units of an activation
	mostMean  int64 // largest mean, in units of that fraction
	wide      bool  // dx may need more than 31 bits
	hbits     func(rows, terms int) int
}

// backLoops are the inner loops of the two ends of a layer and of the backward pass;
// kernel.Integers says what they do.
type backLoops[X op.Value, A op.Sum] struct {
	dotsRun    func(sums []A, x, w []X, r *kernel.DotsRun) // nil: outputs go one by one
	requantise func(y []X, sums []A, m []fixedpoint.Multiplier, c *kernel.Clip)
	larger     func(best, x []X, bits []uint8) // nil: one by one
	mask       func(v []A, y []X, zero X)
	receive    func(h []int16, v []A, rel []int32, r []uint32, e *kernel.Exponent)
	outer      func(acc []A, stride int, h []int16, x []X, zero X)
	mulRows    func(acc []A, as int, h []int16, hs int, w []X, ws, rows, outs, n int)
	mulColumns func(acc []A, as int, h []int16, hs int, x []X, xs, rows, outs, n int)
	taps       func(acc []A, h []int16, hs int, x []X, xs, rows int, zero X)
	join       func(sum, v []A, m fixedpoint.Multiplier)
}

// rowLoops are the inner loops of the centred step, on a row of a weight gradient.
type rowLoops[A op.Sum] struct {
	centre  func(dw []A, u []int32, bias A) (peak int64)
	moments func(dw []A, u []int32, m *kernel.Moments)
	narrow  func(v []int16, dw []A, r *kernel.Rounding)
}

func q7(s *kernel.Set) precision[int8, int32] {
	return precision[int8, int32]{
		dtype: nn.Int8, kernels: s, loops: op.Int8(s),
		back: backLoops[int8, int32]{
			dotsRun: s.DotsRunInt8, requantise: s.RequantiseInt8, mask: s.MaskInt8, receive: s.ReceiveInt, larger: s.LargerInt8,
			outer: s.OuterInt8, mulRows: s.MulRowsInt8, mulColumns: s.MulColumnsInt8, taps: s.TapsInt16, join: s.JoinInt,
		},
		rows:      rowLoops[int32]{centre: centreWith(s), moments: s.MomentsInt, narrow: s.NarrowInt},
		deviate:   s.DeviateInt8,
		newMaster: func() master[int8, int32] { return &planes{kernels: s} },
		rounding:  fixedpoint.DoubleRounding, addLeft: op.AddLeftInt8, top: 127, reluZero: -128,
		meanBits: meanBitsQ7, mostMean: 255 << meanBitsQ7, hbits: hbitsQ7,
	}
}

func q15(s *kernel.Set) precision[int16, int64] {
	return precision[int16, int64]{
		dtype: nn.Int16, kernels: s, loops: op.Int16(s),
		back: backLoops[int16, int64]{
			requantise: requantiseWide, mask: maskWide, receive: receiveWide,
			outer: s.OuterInt16, mulRows: mulRowsWide(s), mulColumns: mulColumnsWide(s), taps: kernel.TapsWide, join: join[int64],
		},
		rows:      rowLoops[int64]{centre: centreWide, moments: momentsWide, narrow: narrowWide},
		newMaster: func() master[int16, int64] { return &words{} },
		rounding:  fixedpoint.ReducedMultiplier, addLeft: op.AddLeftInt16, top: 32767, reluZero: 0, unit: -8,
		mostMean: 65535, wide: true,
		hbits: func(int, int) int { return 15 },
	}
}

// meanBitsQ7 is the fraction of an input's mean: with 8 bits and a sign before it, it
// fits 31.
const meanBitsQ7 = 22

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
