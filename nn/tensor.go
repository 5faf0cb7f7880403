package nn

import (
	"fmt"
	"strings"

	"edgetune/internal/kernel"
)

// float is the type of accumulators and unpacked storage: float32, and float64 in
// the builds that check gradients.
type float = kernel.Float

// F16 is float16 storage.
type F16 = kernel.F16

// DType is how the elements of a tensor are stored.
type DType uint8

// The storage types. Byte holds masks and packed indices. Of the nets in integers,
// Int8 stands for 8 bits (q7) and Int16 for 16 bits (q15), see nn/integer; Float64
// holds their scales. Tensors of these three are read through [View].
const (
	F32 DType = iota
	Half
	Int32
	Byte
	Int8
	Int16
	Float64
)

// Size returns the bytes of one element.
func (d DType) Size() int {
	switch d {
	case Half, Int16:
		return 2
	case Byte, Int8:
		return 1
	case Int32:
		return 4
	case Float64:
		return 8
	}
	return floatSize
}

func (d DType) String() string {
	return [...]string{"f32", "f16", "i32", "u8", "q7", "q15", "f64"}[d]
}

// Integer reports whether a net of this type computes in integers.
func (d DType) Integer() bool { return d == Int8 || d == Int16 }

// Shape is the extent of each axis of one sample, channel last.
type Shape []int

// Len returns the number of elements.
func (s Shape) Len() int {
	n := 1
	for _, v := range s {
		n *= v
	}
	return n
}

// Channels returns the last extent, Positions the product of the others.
func (s Shape) Channels() int { return s[len(s)-1] }

// Positions returns the number of rows of one channel vector each.
func (s Shape) Positions() int { return s[:len(s)-1].Len() }

func (s Shape) String() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint([]int(s)), " ", "x"), "[]")
}

// Tensor is a typed view into the model's block: it owns nothing. Elements are
// row-major, samples first.
type Tensor struct {
	DType DType
	Shape Shape // of one sample
	f32   []float
	f16   []F16
	i32   []int32
	u8    []uint8
}

// Bound reports whether the tensor has memory.
func (t *Tensor) Bound() bool { return t.Len() > 0 }

// Len returns the number of elements of the whole tensor.
func (t *Tensor) Len() int {
	switch t.DType {
	case Half:
		return len(t.f16)
	case Int32:
		return len(t.i32)
	case Byte, Int8, Int16, Float64:
		return len(t.u8) / t.DType.Size()
	}
	return len(t.f32)
}

// Floats returns the elements of a float32 tensor, Halves those of a float16 one,
// Ints those of an Int32 one; nil for other types.
func (t *Tensor) Floats() []float { return t.f32 }

// Halves returns the elements of a float16 tensor.
func (t *Tensor) Halves() []F16 { return t.f16 }

// Ints returns the elements of an Int32 tensor.
func (t *Tensor) Ints() []int32 { return t.i32 }

// Own gives a tensor of bytes memory outside the block: b, as many as it has elements.
func (t *Tensor) Own(b []uint8) { t.u8 = b }

// From returns the tensor from element lo on.
func (t *Tensor) From(lo int) Tensor {
	if t.DType == Half {
		return Tensor{DType: Half, Shape: t.Shape, f16: t.f16[lo:]}
	}
	return Tensor{DType: t.DType, Shape: t.Shape, f32: t.f32[lo:]}
}

// Read returns elements [lo, hi): those of the tensor itself, or, for float16,
// widened into buf.
func (t *Tensor) Read(k *kernel.Set, lo, hi int, buf []float) []float {
	if t.DType == F32 {
		return t.f32[lo:hi]
	}
	buf = buf[:hi-lo]
	k.Widen(buf, t.f16[lo:hi])
	return buf
}

// Write stores v from element lo on. What Read returned may be passed back.
func (t *Tensor) Write(k *kernel.Set, lo int, v []float) {
	switch {
	case len(v) == 0:
	case t.DType == Half:
		k.Narrow(t.f16[lo:lo+len(v)], v)
	case &t.f32[lo] != &v[0]:
		copy(t.f32[lo:], v)
	}
}

// Zero clears elements [lo, hi).
func (t Tensor) Zero(lo, hi int) {
	if t.DType == Half {
		clear(t.f16[lo:hi])
	} else {
		clear(t.f32[lo:hi])
	}
}

// gemm is C += A·B for factors of one storage type.
func gemm(k *kernel.Set, m, n, kk int, a Tensor, ai, ap int, b Tensor, bs int, c []float, cs int) {
	if m <= 0 || kk <= 0 {
		return
	}
	if a.DType == Half {
		k.GemmF16(m, n, kk, a.f16, ai, ap, b.f16, bs, c, cs)
	} else {
		k.Gemm(m, n, kk, a.f32, ai, ap, b.f32, bs, c, cs)
	}
}

// gemmT is C += A·Bᵀ for factors of one storage type.
func gemmT(k *kernel.Set, m, n, kk int, a Tensor, as int, b Tensor, bs int, c []float, cs int) {
	if m <= 0 || kk <= 0 {
		return
	}
	if a.DType == Half {
		k.GemmTF16(m, n, kk, a.f16, as, b.f16, bs, c, cs)
	} else {
		k.GemmT(m, n, kk, a.f32, as, b.f32, bs, c, cs)
	}
}

// gemmRuns is gemm over runs of A and B, in order, of kk products each.
func gemmRuns(k *kernel.Set, m, n, kk int, runs []kernel.Run, a Tensor, ai, ap int, b Tensor, bs int, c []float, cs int) {
	if a.DType == Half {
		k.GemmRunsF16(m, n, kk, runs, a.f16, ai, ap, b.f16, bs, c, cs)
	} else {
		k.GemmRuns(m, n, kk, runs, a.f32, ai, ap, b.f32, bs, c, cs)
	}
}

// turn writes the columns of src, rows x cols, as rows of dst.
func turn(k *kernel.Set, dst, src Tensor, rows, cols int) {
	if src.DType == Half {
		k.TurnF16(dst.f16, src.f16, rows, cols)
	} else {
		k.Turn(dst.f32, src.f32, rows, cols)
	}
}
