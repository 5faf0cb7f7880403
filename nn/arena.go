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

// View returns the elements of a tensor of bytes, Int8, Int16, Int32 or Float64 as T,
// which holds no pointers and needs no more than the 16 bytes of alignment that a
// buffer has; nil for a tensor without memory.
func View[T any](t Tensor) []T {
	if t.Len() == 0 {
		return nil
	}
	var p unsafe.Pointer
	if t.DType == Int32 {
		p = unsafe.Pointer(&t.i32[0])
	} else {
		p = unsafe.Pointer(&t.u8[0])
	}
	var one T
	return unsafe.Slice((*T)(p), t.Len()*t.DType.Size()/int(unsafe.Sizeof(one)))
}
