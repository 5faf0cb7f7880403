//go:build ((!amd64 && !arm64) || purego) && !float64

package kernel

import (
	"unsafe"

	"edgetune/fixedpoint"
)

// quickWiden is widen with a short way for normal numbers.
func quickWiden(dst []float32, src []F16) {
	dst = dst[:len(src)]
	for i, h := range src {
		put(&dst[i], h)
	}
}

// put widens h. The bits of a normal number are moved as integers, since a move
// between the two kinds of registers is slow on old boards.
func put(dst *float32, h F16) {
	if e := h & 0x7c00; e == 0 || e == 0x7c00 {
		putEdge(dst, h)
		return
	}
	// The sign fills the upper half and is masked to one bit; the exponent moves by
	// the difference of the biases.
	*(*uint32)(unsafe.Pointer(dst)) = uint32(int32(int16(h)))<<13&0x8fffffff + 112<<23
}

//go:noinline
func putEdge(dst *float32, h F16) { *dst = fixedpoint.FromF16(h) }
