//go:build ((!amd64 && !arm64) || purego) && !float64

package kernel

import (
	"unsafe"

	"edgetune/fixedpoint"
)

// quickWiden is widen with a short way for normal numbers: their bits are moved as
// integers, since a move between the two kinds of registers is slow on old boards.
func quickWiden(dst []float32, src []F16) {
	dst = dst[:len(src)]
	for i, h := range src {
		if isNormal(h) {
			setNormal(&dst[i], h)
		} else {
			dst[i] = fixedpoint.FromF16(h)
		}
	}
}

func isNormal(h F16) bool { return h&0x7c00-0x400 < 0x7800 }

// setNormal widens a normal h. The sign fills the upper half and is masked to one
// bit; the exponent moves by the difference of the biases.
func setNormal(dst *float32, h F16) {
	*(*uint32)(unsafe.Pointer(dst)) = uint32(int32(int16(h)))<<13&0x8fffffff + 112<<23
}
