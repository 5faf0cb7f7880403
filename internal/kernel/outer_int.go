package kernel

func outerInt8(acc []int32, stride int, h []int16, x []int8, zero int8) {
	for o, v := range h {
		if v == 0 {
			continue
		}
		row := acc[o*stride:][:len(x)]
		for i, b := range x {
			row[i] += int32(v) * (int32(b) - int32(zero))
		}
	}
}

func outerInt16(acc []int64, stride int, h, x []int16, zero int16) {
	for o, v := range h {
		if v == 0 {
			continue
		}
		row := acc[o*stride:][:len(x)]
		for i, b := range x {
			row[i] += int64(v) * (int64(b) - int64(zero))
		}
	}
}

func gatherInt8(acc []int32, h []int16, w []int8, stride int) {
	for o, v := range h {
		if v == 0 {
			continue
		}
		row := w[o*stride:][:len(acc)]
		for i, b := range row {
			acc[i] += int32(v) * int32(b)
		}
	}
}

func gatherInt16(acc []int64, h, w []int16, stride int) {
	for o, v := range h {
		if v == 0 {
			continue
		}
		row := w[o*stride:][:len(acc)]
		for i, b := range row {
			acc[i] += int64(v) * int64(b)
		}
	}
}
