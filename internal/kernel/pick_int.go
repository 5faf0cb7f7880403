package kernel

func pickInt16(y, x []int16, bits []uint8, flip uint8) {
	x = x[:len(y)]
	for i, v := range x {
		y[i] = v & -int16((bits[i/8]^flip)>>(i%8)&1)
	}
}
