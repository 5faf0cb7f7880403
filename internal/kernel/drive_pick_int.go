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

func largerInt8Vec(best, x []int8, bits []uint8) {
	x = x[:len(best)]
	n := len(best) &^ 7
	if n > 0 {
		_ = bits[n/8-1]
		largerInt8ASM(&best[0], &x[0], &bits[0], n)
	}
	if n < len(best) {
		largerInt8(best[n:], x[n:], bits[n/8:])
	}
}

func randomsPickVec(r []uint32, key, at, far uint32, bits []uint8) {
	n := len(r) &^ 7
	if n > 0 {
		_ = bits[n/8-1]
		randomsPickASM(&r[0], &bits[0], n, at*golden+key, far*golden)
	}
	if n < len(r) {
		randomsPick(r[n:], key, at+uint32(n), far, bits[n/8:])
	}
}
