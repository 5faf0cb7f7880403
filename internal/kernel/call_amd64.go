//go:build !purego && !float64

package kernel

import "unsafe"

// call adds A·B to C, of n >= group columns. Every column is in one group
// of eight; where n is not a multiple, the last group overlaps the one before and its
// old columns are computed for nothing.
func (t tile) call(size int) {
	n := t.n
	for m := t.m; m > 0; {
		r := tileRows(m)
		t.n = whole(n)
		t.kernel(r, size)
		if n%group != 0 {
			t.lastColumns(r, n, size)
		}
		if m -= r; m > 0 { // no pointer may leave its slice
			t.a, t.c = unsafe.Add(t.a, r*t.ai), unsafe.Add(t.c, r*t.cs)
		}
	}
}

// tileRows is the height of the next tile when m rows are left: as few tiles as
// possible, as even as possible.
func tileRows(m int) int {
	tiles := (m + maxRows - 1) / maxRows
	return (m + tiles - 1) / tiles
}

// lastColumns does the last group of n columns, of which the first have been done: the
// tile of C is a copy.
func (t *tile) lastColumns(r, n, size int) {
	var c [maxRows][group]float32
	first := group - n%group
	for i := range r {
		copy(c[i][first:], t.rowOfC(i, n)[n-n%group:])
	}
	u := *t
	u.n, u.b = group, unsafe.Add(t.b, (n-group)*size)
	u.c, u.cs = unsafe.Pointer(&c), group*size32
	u.kernel(r, size)
	for i := range r {
		copy(t.rowOfC(i, n)[n-n%group:], c[i][first:])
	}
}

// rowOfC is the first n columns of row i of C.
func (t *tile) rowOfC(i, n int) []float32 {
	return unsafe.Slice((*float32)(unsafe.Add(t.c, i*t.cs)), n)
}

// kernel runs the kernel for r rows and a B of the given element size.
func (t *tile) kernel(r, size int) {
	if t.runs != nil {
		t.kernelRuns(r, size)
		return
	}
	if size == size16 {
		t.kernelF16(r)
		return
	}
	switch r {
	case 1:
		gemm1(t)
	case 2:
		gemm2(t)
	case 3:
		gemm3(t)
	case 4:
		gemm4(t)
	case 5:
		gemm5(t)
	case 6:
		gemm6(t)
	}
}

func (t *tile) kernelF16(r int) {
	switch r {
	case 1:
		gemm1F16(t)
	case 2:
		gemm2F16(t)
	case 3:
		gemm3F16(t)
	case 4:
		gemm4F16(t)
	case 5:
		gemm5F16(t)
	case 6:
		gemm6F16(t)
	}
}

func (t *tile) kernelRuns(r, size int) {
	if size == size16 {
		t.kernelRunsF16(r)
		return
	}
	switch r {
	case 1:
		gemmRuns1(t)
	case 2:
		gemmRuns2(t)
	case 3:
		gemmRuns3(t)
	case 4:
		gemmRuns4(t)
	case 5:
		gemmRuns5(t)
	case 6:
		gemmRuns6(t)
	}
}

func (t *tile) kernelRunsF16(r int) {
	switch r {
	case 1:
		gemmRuns1F16(t)
	case 2:
		gemmRuns2F16(t)
	case 3:
		gemmRuns3F16(t)
	case 4:
		gemmRuns4F16(t)
	case 5:
		gemmRuns5F16(t)
	case 6:
		gemmRuns6F16(t)
	}
}
