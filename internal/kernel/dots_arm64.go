//go:build !purego && !float64

package kernel

import "unsafe"

// planeProducts is how many products mulPlanes has room for: of four rows of numbers of
// two bytes.
const planeProducts = 128

type mulPlanes [planeProducts * 4 * 2]int8

// at is the element n behind p.
func at[T int8 | int16](p *T, n int) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(p), n*int(unsafe.Sizeof(*p))))
}

// dots calls the function in assembly.
func (by way) dots(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int) {
	if by == fourwise {
		dotsInt8Dot(sums, x, w, n, tail, stride, outs, off)
		return
	}
	dotsInt8ASM(sums, x, w, n, tail, stride, outs, off)
}

// rowsTile is what divides the rows that mulRows takes: with the dot product a tile that
// is not full is cheaper than rows one by one, unless there is no other.
func (by way) rowsTile(rows int) int {
	if by == fourwise && rows > mulTile {
		return 1
	}
	return mulTile
}

// columnsStep is what divides the rows that mulColumns takes.
func (by way) columnsStep() int {
	if by == fourwise {
		return 4
	}
	return 1
}

func (by way) mulRows(acc *int32, as int, h *int16, hs int, w *int8, ws, rows, outs, n int) {
	if by == fourwise {
		var planes mulPlanes
		for k := 0; k < outs; k += planeProducts {
			mulRowsInt8Dot(acc, as, at(h, k), hs, at(w, k*ws), ws, rows, min(planeProducts, outs-k), n, &planes)
		}
		return
	}
	mulRowsInt8ASM(acc, as, h, hs, w, ws, rows, outs, n)
}

func (by way) mulColumns(acc *int32, as int, h *int16, hs int, x *int8, xs, rows, outs, n int) {
	if by == fourwise {
		var planes mulPlanes
		for k := 0; k < rows; k += planeProducts {
			mulColumnsInt8Dot(acc, as, at(h, k*hs/2), hs, at(x, k*xs), xs, min(planeProducts, rows-k), outs, n, &planes)
		}
		return
	}
	mulColumnsInt8ASM(acc, as, h, hs, x, xs, rows, outs, n)
}

// dotprodSet is the set of processors with the dot product of four bytes: the A76.
func dotprodSet() *Set {
	s := vectorSet("neon-dotprod")
	s.DotsInt8 = func(sums []int32, x, w []int8, stride int) { dotsInt8By(fourwise, sums, x, w, stride) }
	s.MulRowsInt8, s.MulColumnsInt8 = mulRowsInt8By(fourwise), mulColumnsInt8By(fourwise)
	s.DotsRunInt8 = dotsRunInt8Tiles
	return s
}

// runMost is how many products a call takes: they are four for each cycle at least.
const runMost = 1 << 18

// dotsRunInt8Tiles takes tiles of four outputs in assembly.
func dotsRunInt8Tiles(sums []int32, x, w []int8, r *DotsRun) {
	if r.Outs%4 > 0 || r.Len < dotsBytes || r.Rows == 0 || r.Outs == 0 || r.Taps == 0 {
		r.eachDots(func(sums []int32, x, w []int8, stride int) { dotsInt8By(fourwise, sums, x, w, stride) }, sums, x, w)
		return
	}
	_, _, _ = sums[r.Rows*r.Outs-1], x[(r.Rows-1)*r.Step+(r.Taps-1)*r.Row+r.Len-1], w[r.Outs*r.Taps*r.Len-1]
	most := max(4, runMost/(r.Outs*r.Taps*r.Len)&^3)
	for p := 0; p < r.Rows; p += most {
		dotsRunInt8Dot(&sums[p*r.Outs], &x[p*r.Step], &w[0], r, min(most, r.Rows-p))
	}
}

//go:noescape
func dotsRunInt8Dot(sums *int32, x, w *int8, r *DotsRun, rows int)

//go:noescape
func dotsInt8Dot(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int)

//go:noescape
func mulRowsInt8Dot(acc *int32, as int, h *int16, hs int, w *int8, ws, rows, outs, n int, planes *mulPlanes)

//go:noescape
func mulColumnsInt8Dot(acc *int32, as int, h *int16, hs int, x *int8, xs, rows, outs, n int, planes *mulPlanes)
