//go:build (amd64 || arm64) && !purego && !float64

package kernel

import "unsafe"

// tile is one call of a matrix kernel in assembly: a few rows of C, all n columns,
// k products each. Strides are in bytes.
//
//	C[r][j] += Σ_p A[r*ai+p*ap] · B[p*bs+j]
type tile struct {
	n, k   int            // n is a multiple of group, k > 0
	a      unsafe.Pointer // float32
	ai, ap int            // strides of A: to the next row, to the next p
	b      unsafe.Pointer // float32 or float16
	bs     int            // stride of B: to the next p
	c      unsafe.Pointer // float32
	cs     int            // stride of C: to the next row
}

const (
	size32 = 4 // bytes of a float32
	size16 = 2 // bytes of a float16

	group = 8    // columns that a kernel handles at a time
	depth = 256  // most products of a call, and so the scratch of a driver
	span  = 1024 // most columns of a call: it cannot be preempted, so it ends within 100 µs
)

// newTile is a tile without its B.
func newTile(k int, a, c view[float32]) tile {
	return tile{
		k: k,
		a: unsafe.Pointer(&a.s[0]), ai: a.row * size32, ap: a.col * size32,
		c: unsafe.Pointer(&c.s[0]), cs: c.row * size32,
	}
}

// product adds A·B to C for m rows and n >= group columns, with depth products at
// most. Every column is in one group of eight; where n is not a multiple, the last
// group overlaps the one before and its old columns are computed for nothing.
func (t tile) product(m, n, size int) {
	b, c := t.b, t.c
	for j := 0; j+group <= n; j += span {
		t.n = min(span, (n-j)&^(group-1))
		t.b, t.c = unsafe.Add(b, j*size), unsafe.Add(c, j*size32)
		t.rows(m, size)
	}
	if n%group != 0 {
		t.b, t.c = unsafe.Add(b, (n-group)*size), unsafe.Add(c, (n-group)*size32)
		t.lastColumns(m, group-n%group, size)
	}
}

// rows does m rows of C, a tile at a time.
func (t tile) rows(m, size int) {
	for m > 0 {
		r := t.height(m)
		t.call(r, size)
		m -= r
		t = t.below(r, m)
	}
}

// lastColumns does a group of eight columns of which the caller wants those from
// column `from` on: the tile of C is a copy.
func (t tile) lastColumns(m, from, size int) {
	var e edge
	for m > 0 {
		r := tileRows(m)
		e.load(&t, r, from, group)
		e.call(t, r, size)
		e.store(&t, r, from, group)
		m -= r
		t = t.below(r, m)
	}
}

// narrow does m rows and the first n < group columns of a padded B in float32.
func (t tile) narrow(m, n int) {
	var e edge
	for m > 0 {
		r := tileRows(m)
		e.load(&t, r, 0, n)
		e.call(t, r, size32)
		e.store(&t, r, 0, n)
		m -= r
		t = t.below(r, m)
	}
}

// below is t moved down r rows, unless none are left: no pointer may leave its
// slice. (It returns a copy because a store through a pointer to a tile would make
// the scratch of every driver escape to the heap.)
func (t tile) below(r, left int) tile {
	if left > 0 {
		t.a, t.c = unsafe.Add(t.a, r*t.ai), unsafe.Add(t.c, r*t.cs)
	}
	return t
}

// tileRows is the height of the next tile when m rows are left: as few tiles as
// possible, as even as possible.
func tileRows(m int) int {
	tiles := (m + maxRows - 1) / maxRows
	return (m + tiles - 1) / tiles
}

// height is tileRows, but for an A by columns, of which only the tallest tile needs
// no copy.
func (t *tile) height(m int) int {
	if t.ai == size32 && t.ap != size32 {
		return min(m, maxRows)
	}
	return tileRows(m)
}

// edge is a copy of a tile of C, for columns that do not fill a group.
type edge [maxRows][group]float32

// load copies columns from ... to-1 of r rows.
func (e *edge) load(t *tile, r, from, to int) {
	for i := range r {
		copy(e[i][from:to], t.row(i, to)[from:])
	}
}

// store copies them back.
func (e *edge) store(t *tile, r, from, to int) {
	for i := range r {
		copy(t.row(i, to)[from:], e[i][from:to])
	}
}

func (e *edge) call(t tile, r, size int) {
	t.n, t.c, t.cs = group, unsafe.Pointer(e), group*size32
	t.call(r, size)
}

// row is the first n columns of row i of C.
func (t *tile) row(i, n int) []float32 {
	return unsafe.Slice((*float32)(unsafe.Add(t.c, i*t.cs)), n)
}
