//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

import "unsafe"

// tile is one call of a matrix kernel in assembly. Strides are in bytes.
//
//	C[i][j] += Σ_p A[i*ai+p*ap] · B[p*bs+j], i < m, j < n, p < k
type tile struct {
	n, k   int            // positive
	a      unsafe.Pointer // float32
	ai, ap int            // strides of A: to the next row, to the next p
	b      unsafe.Pointer // float32 or float16
	bs     int            // stride of B: to the next p
	c      unsafe.Pointer // float32
	cs     int            // stride of C: to the next row
	m      int            // positive

	inOrder int // 1: the core issues instructions in order, and wants them so arranged

	runs  *Run // of GemmRuns on amd64, or nil
	count int  // of runs
	each  int  // products of a run, where k is those of all
	skip  int  // bytes of A before a
}

const (
	size32 = 4 // bytes of a float32
	size16 = 2 // bytes of a float16

	group = 8   // elements that most kernels handle at a time
	depth = 256 // most products of a chain in one call

	// longest is the most elements of a call of a loop over rows: 50 µs of a Cortex-A53
	// at 1 GHz for the dithered step, 12 cycles an element, the longest loop.
	longest = 4096
)

// whole is the largest multiple of group up to n.
func whole(n int) int { return n &^ (group - 1) }

// setA points the tile at k products of a.
func (t *tile) setA(a view[float32], k int) {
	t.k, t.a, t.ai, t.ap = k, unsafe.Pointer(&a.s[0]), a.row*size32, a.col*size32
}

// run adds A·B to m rows and n >= minColumns columns of C, in calls that are short.
// size is that of an element of B.
func (t *tile) run(m, n, size int) {
	if m*n*t.k <= callWork {
		t.m, t.n = m, n
		t.call(size)
		return
	}
	cols := max(group, callWork/(min(m, maxRows)*t.k)&^(group-1))
	b, c := t.b, t.c
	for j := 0; j < n; j += cols {
		t.b, t.c = unsafe.Add(b, j*size), unsafe.Add(c, j*size32)
		w := min(cols, n-j)
		if n-j-w < minColumns {
			w = n - j
		}
		t.rows(m, w, size)
		if w > cols {
			return
		}
	}
}

// rows is run for columns few enough to make a call of maxRows rows short.
func (t tile) rows(m, n, size int) {
	step := max(maxRows, callWork/(n*t.k)/maxRows*maxRows)
	t.n = n
	for ; m > step; m -= step {
		t.m = step
		t.call(size)
		t.a, t.c = unsafe.Add(t.a, step*t.ai), unsafe.Add(t.c, step*t.cs)
	}
	t.m = m
	t.call(size)
}
