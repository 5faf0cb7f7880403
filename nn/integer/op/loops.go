package op

import "edgetune/internal/kernel"

// Value is the type of an activation.
type Value interface{ int8 | int16 }

// Sum is the type of a sum of products.
type Sum interface{ int32 | int64 }

// Loops are the inner loops of the operators, for activations of type X, weights
// of type W and sums of type A.
type Loops[X, W Value, A Sum] struct {
	Dots  func(sums []A, x []X, w []W, stride int) // sums[o] += Σ x·w[o·stride:]
	Total func(w []W) A                            // Σ w
	// Taps is acc += Σ_r (x[r·xs:]-zero)·w[r·ws:]; nil: no depthwise.
	Taps func(acc []A, x []X, xs int, w []W, ws, rows int, zero X)
}

// Int8 returns the loops for int8 activations.
func Int8(s *kernel.Set) Loops[int8, int8, int32] {
	return Loops[int8, int8, int32]{Dots: s.DotsInt8, Total: kernel.SumInt8, Taps: s.TapsInt8}
}

// Int16x8 returns the loops for int16 activations, int8 weights and sums of 64 bits.
func Int16x8(s *kernel.Set) Loops[int16, int8, int64] {
	return Loops[int16, int8, int64]{Dots: s.DotsInt16x8, Total: total[int8], Taps: kernel.TapsInt16x8}
}

// Int16x8Narrow returns the loops for int16 activations, int8 weights and sums of 32
// bits, which wrap. TensorFlow Lite has it for convolution and dense layers.
func Int16x8Narrow(*kernel.Set) Loops[int16, int8, int32] {
	return Loops[int16, int8, int32]{Dots: dotsNarrow, Total: kernel.SumInt8}
}

// Int16 returns the loops for int16 activations and int16 weights. TensorFlow Lite
// does not have it; training in 16 bits does.
func Int16(s *kernel.Set) Loops[int16, int16, int64] {
	return Loops[int16, int16, int64]{Dots: s.DotsInt16, Total: total[int16], Taps: tapsInt16}
}

// dot is a product alone; sum is scratch.
func (l *Loops[X, W, A]) dot(x []X, w []W, sum *[1]A) A {
	clear(sum[:])
	l.Dots(sum[:], x, w, 0)
	return sum[0]
}

func dotsNarrow(sums []int32, x []int16, w []int8, stride int) {
	for o := range sums {
		sums[o] += int32(kernel.DotInt16x8(x, w[o*stride:o*stride+len(x)]))
	}
}

func tapsInt16(acc []int64, x []int16, xs int, w []int16, ws, rows int, zero int16) {
	kernel.TapsWide(acc, w, ws, x, xs, rows, zero)
}

func total[W Value](w []W) int64 {
	var sum int64
	for _, v := range w {
		sum += int64(v)
	}
	return sum
}
