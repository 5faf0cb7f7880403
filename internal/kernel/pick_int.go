package kernel

import "edgetune/fixedpoint"

func pickInt16(y, x []int16, bits []uint8, flip uint8) {
	x = x[:len(y)]
	for i, v := range x {
		y[i] = v & -int16((bits[i/8]^flip)>>(i%8)&1)
	}
}

func largerInt8(best, x []int8, bits []uint8) {
	x = x[:len(best)]
	for i, v := range x {
		if v > best[i] {
			best[i] = v
			bits[i/8] |= 1 << (i % 8)
		}
	}
}

func randomsPick(r []uint32, key, at, far uint32, bits []uint8) {
	for i := range r {
		r[i] = fixedpoint.Rand(key, at+uint32(i)+far*uint32(bits[i/8]>>(i%8)&1))
	}
}
