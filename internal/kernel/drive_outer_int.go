//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

// The drivers of the integer products of the backward pass. Assembly takes 8 columns
// at a time. For the rest it gets the last 8 with those that it has seen made the zero
// point (outer), or sums that are not those of the caller (gather).

const outerLanes = 8

func outerInt8Vec(acc []int32, stride int, h []int16, x []int8, zero int8) {
	if len(x) < outerLanes || len(h) == 0 {
		outerInt8(acc, stride, h, x, zero)
		return
	}
	_ = acc[(len(h)-1)*stride+len(x)-1]
	rest := len(x) % outerLanes
	outerInt8ASM(&acc[0], 4*stride, &h[0], len(h), &x[0], len(x)-rest, int(zero))
	if rest == 0 {
		return
	}
	from := len(x) - outerLanes
	last := [outerLanes]int8(x[from:])
	for i := range outerLanes - rest {
		last[i] = zero
	}
	outerInt8ASM(&acc[from], 4*stride, &h[0], len(h), &last[0], outerLanes, int(zero))
}

func outerInt16Vec(acc []int64, stride int, h, x []int16, zero int16) {
	if len(x) < outerLanes || len(h) == 0 || zero != 0 {
		outerInt16(acc, stride, h, x, zero)
		return
	}
	_ = acc[(len(h)-1)*stride+len(x)-1]
	rest := len(x) % outerLanes
	outerInt16ASM(&acc[0], 8*stride, &h[0], len(h), &x[0], len(x)-rest)
	if rest == 0 {
		return
	}
	from := len(x) - outerLanes
	last := [outerLanes]int16(x[from:])
	clear(last[:outerLanes-rest])
	outerInt16ASM(&acc[from], 8*stride, &h[0], len(h), &last[0], outerLanes)
}

func gatherInt8Vec(acc []int32, h []int16, w []int8, stride int) {
	if len(acc) < outerLanes || len(h) == 0 {
		gatherInt8(acc, h, w, stride)
		return
	}
	_ = w[(len(h)-1)*stride+len(acc)-1]
	rest := len(acc) % outerLanes
	gatherInt8ASM(&acc[0], &h[0], len(h), &w[0], stride, len(acc)-rest)
	if rest == 0 {
		return
	}
	var last [outerLanes]int32
	gatherInt8ASM(&last[0], &h[0], len(h), &w[len(acc)-outerLanes], stride, outerLanes)
	for i, v := range last[outerLanes-rest:] {
		acc[len(acc)-rest+i] += v
	}
}

func gatherInt16Vec(acc []int64, h, w []int16, stride int) {
	if len(acc) < outerLanes || len(h) == 0 {
		gatherInt16(acc, h, w, stride)
		return
	}
	_ = w[(len(h)-1)*stride+len(acc)-1]
	rest := len(acc) % outerLanes
	gatherInt16ASM(&acc[0], &h[0], len(h), &w[0], 2*stride, len(acc)-rest)
	if rest == 0 {
		return
	}
	var last [outerLanes]int64
	gatherInt16ASM(&last[0], &h[0], len(h), &w[len(acc)-outerLanes], 2*stride, outerLanes)
	for i, v := range last[outerLanes-rest:] {
		acc[len(acc)-rest+i] += v
	}
}
