//go:build (amd64 || arm64) && !purego && !float64

package kernel

func pickInt16Vec(y, x []int16, bits []uint8, flip uint8) {
	x = x[:len(y)]
	n := len(y) &^ 7
	if n > 0 {
		_ = bits[n/8-1]
		pickInt16ASM(&y[0], &x[0], &bits[0], int(flip), n)
	}
	if n < len(y) {
		pickInt16(y[n:], x[n:], bits[n/8:], flip)
	}
}
