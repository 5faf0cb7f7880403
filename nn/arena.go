package nn

import "unsafe"

const (
	floatSize = int(unsafe.Sizeof(float(0)))
	align     = 16 // of a buffer in the block
	lineWords = 8  // 64 bytes, the alignment of the block itself
)

// arena is the one block of a model. It is allocated once, in Build, and every
// tensor is a view into it. This file alone imports unsafe.
type arena struct{ block []uint64 }

func newArena(bytes int) arena {
	words := make([]uint64, (bytes+7)/8+lineWords)
	skip := int(-uintptr(unsafe.Pointer(&words[0])) & (8*lineWords - 1) / 8)
	return arena{words[skip:]}
}

// bind points t at count elements that start at byte off.
func (a arena) bind(t *Tensor, off, count int) {
	if count == 0 {
		return
	}
	p := unsafe.Pointer(&a.block[off/8])
	switch t.DType {
	case Half:
		t.f16 = unsafe.Slice((*F16)(p), count)
	case Int32:
		t.i32 = unsafe.Slice((*int32)(p), count)
	case Byte, Int8, Int16, Float64:
		t.u8 = unsafe.Slice((*uint8)(p), count*t.DType.Size())
	default:
		t.f32 = unsafe.Slice((*float)(p), count)
	}
}

// View returns the elements of a tensor of bytes, Int8, Int16 or Float64 as T, which
// its place in the block is aligned for. It panics on other tensors that hold
// something.
func View[T int8 | uint8 | int16 | int32 | int64 | float32 | float64](t Tensor) []T {
	if t.Len() == 0 {
		return nil
	}
	var one T
	return unsafe.Slice((*T)(unsafe.Pointer(&t.u8[0])), len(t.u8)/int(unsafe.Sizeof(one)))
}
