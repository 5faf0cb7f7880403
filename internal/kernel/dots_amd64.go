//go:build !purego && !float64

package kernel

// dots calls the function in assembly: there is one.
func (way) dots(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int) {
	dotsInt8ASM(sums, x, w, n, tail, stride, outs, off)
}

// rowsTile is what divides the rows that mulRows takes.
func (way) rowsTile(int) int { return mulTile }

// columnsStep is what divides the rows that mulColumns takes.
func (way) columnsStep() int { return 2 }

func (way) mulRows(acc *int32, as int, h *int16, hs int, w *int8, ws, rows, outs, n int) {
	mulRowsInt8ASM(acc, as, h, hs, w, ws, rows, outs, n)
}

func (way) mulColumns(acc *int32, as int, h *int16, hs int, x *int8, xs, rows, outs, n int) {
	mulColumnsInt8ASM(acc, as, h, hs, x, xs, rows, outs, n)
}
