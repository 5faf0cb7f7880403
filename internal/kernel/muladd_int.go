package kernel

func tapsInt8(acc []int32, x []int8, xs int, w []int8, ws, rows int, zero int8) {
	for r := range rows {
		x, w := x[r*xs:][:len(acc)], w[r*ws:][:len(acc)]
		for i := range acc {
			acc[i] += (int32(x[i]) - int32(zero)) * int32(w[i])
		}
	}
}

func tapsInt16(acc []int32, h []int16, hs int, x []int8, xs, rows int, zero int8) {
	for r := range rows {
		h, x := h[r*hs:][:len(acc)], x[r*xs:][:len(acc)]
		for i := range acc {
			acc[i] += int32(h[i]) * (int32(x[i]) - int32(zero))
		}
	}
}

// TapsInt16x8 is Integers.TapsInt8 of 16-bit activations.
func TapsInt16x8(acc []int64, x []int16, xs int, w []int8, ws, rows int, zero int16) {
	for r := range rows {
		x, w := x[r*xs:][:len(acc)], w[r*ws:][:len(acc)]
		for i := range acc {
			acc[i] += (int64(x[i]) - int64(zero)) * int64(w[i])
		}
	}
}

// TapsWide is Integers.TapsInt16 of 16-bit activations.
func TapsWide(acc []int64, h []int16, hs int, x []int16, xs, rows int, zero int16) {
	for r := range rows {
		h, x := h[r*hs:][:len(acc)], x[r*xs:][:len(acc)]
		for i := range acc {
			acc[i] += int64(h[i]) * (int64(x[i]) - int64(zero))
		}
	}
}
