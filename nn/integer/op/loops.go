package op

import "edgetune/internal/kernel"

// Value is the type of an activation.
type Value interface{ int8 | int16 }

// Sum is the type of a sum of products.
type Sum interface{ int32 | int64 }

// Loops are the inner loops of the operators, for activations of type X, weights
// of type W and sums of type A.
type Loops[X, W Value, A Sum] struct {
	Dot    func(x []X, w []W) A                    // Σ x·w
	Total  func(w []W) A                           // Σ w
	MulAdd func(acc []A, x []X, w []W, zero int32) // acc += (x-zero)·w; nil: no depthwise
}

// Int8 returns the generic loops for int8 activations.
func Int8() Loops[int8, int8, int32] {
	return Loops[int8, int8, int32]{Dot: kernel.DotInt8, Total: kernel.SumInt8, MulAdd: kernel.MulAddInt8}
}

// Int16x8 returns the generic loops for int16 activations, int8 weights and sums of
// 64 bits.
func Int16x8() Loops[int16, int8, int64] {
	return Loops[int16, int8, int64]{Dot: kernel.DotInt16x8, Total: total[int8], MulAdd: kernel.MulAddInt16x8}
}

// Int16x8Narrow returns the loops for int16 activations, int8 weights and sums of 32
// bits, which wrap. TensorFlow Lite has it for convolution and dense layers.
func Int16x8Narrow() Loops[int16, int8, int32] {
	return Loops[int16, int8, int32]{Dot: dotNarrow, Total: kernel.SumInt8}
}

// Int16 returns the generic loops for int16 activations and int16 weights.
// TensorFlow Lite does not have it; training in 16 bits does.
func Int16() Loops[int16, int16, int64] {
	return Loops[int16, int16, int64]{Dot: kernel.DotInt16, Total: total[int16]}
}

func dotNarrow(x []int16, w []int8) int32 { return int32(kernel.DotInt16x8(x, w)) }

func total[W Value](w []W) int64 {
	var sum int64
	for _, v := range w {
		sum += int64(v)
	}
	return sum
}
