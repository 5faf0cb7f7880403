package kernel

func mulRowsInt8(acc []int32, as int, h []int16, hs int, w []int8, ws, rows, outs, n int) {
	for r := range rows {
		gatherInt8(acc[r*as:r*as+n], h[r*hs:r*hs+outs], w, ws)
	}
}

func mulColumnsInt8(acc []int32, as int, h []int16, hs int, x []int8, xs, rows, outs, n int) {
	for r := range rows {
		outerInt8(acc, as, h[r*hs:r*hs+outs], x[r*xs:r*xs+n], 0)
	}
}
