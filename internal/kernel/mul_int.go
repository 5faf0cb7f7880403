package kernel

// rowByRow is MulRowsInt8 by the loop of one row.
func rowByRow(gather func(acc []int32, h []int16, w []int8, stride int)) func(acc []int32, as int, h []int16, hs int, w []int8, ws, rows, outs, n int) {
	return func(acc []int32, as int, h []int16, hs int, w []int8, ws, rows, outs, n int) {
		for r := range rows {
			gather(acc[r*as:r*as+n], h[r*hs:r*hs+outs], w, ws)
		}
	}
}

// columnByColumn is MulColumnsInt8 by the loop of one row of x.
func columnByColumn(outer func(acc []int32, as int, h []int16, x []int8, zero int8)) func(acc []int32, as int, h []int16, hs int, x []int8, xs, rows, outs, n int) {
	return func(acc []int32, as int, h []int16, hs int, x []int8, xs, rows, outs, n int) {
		for r := range rows {
			outer(acc, as, h[r*hs:r*hs+outs], x[r*xs:r*xs+n], 0)
		}
	}
}
