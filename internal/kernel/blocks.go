//go:build (amd64 || arm64) && !purego && !float64

package kernel

import (
	"unsafe"

	"edgetune/fixedpoint"
)

// scratch is where blocks of A and of B are laid out for the kernels: in float32,
// with neighbours in memory. It lives in the stack frame of onScratch32 and
// onScratch16, which assembly does not clear: 68 KiB that cost nothing.
type scratch struct {
	a [scratchA]float32
	b [scratchB + group*shallow]float32 // with room for a few columns more
}

const (
	scratchA = 8192
	scratchB = 8192
	shallow  = 128 // depth of blocks where one of B would not fit
)

// onScratch32 calls blocked32 with scratch, onScratch16 blocked16.
//
//go:noescape
func onScratch32(p *product[float32])

//go:noescape
func onScratch16(p *product[F16])

// The functions that only assembly calls.
var (
	_ = blocked32
	_ = blocked16
)

// blocked32 reads B in place for few rows of A, and where it lies as it would be laid
// out, in one block.
func blocked32(s *scratch, p *product[float32]) {
	p.blocked(s, p.b.col == 1 && (p.m < packRows || p.b.row == p.n && p.n*p.k <= scratchB))
}

func blocked16(s *scratch, p *product[F16]) {
	p.blocked(s, p.b.col == 1 && p.m < packRowsF16 && (anyA || p.a.col == 1))
}

// blocked adds A·B block by block; B is read in place, or laid out.
func (p *product[T]) blocked(s *scratch, inPlace bool) {
	switch {
	case p.turnsB(s):
		return
	case p.n < minColumns:
		p.narrow(s)
		return
	}
	d, cols := p.blockOfB(inPlace)
	turn := p.turns()
	rows := p.rowsOfA(d, turn)
	t := tile{cs: p.c.row * size32, inOrder: p.inOrder}
	if d == p.k && cols == p.n && rows >= p.m {
		size := p.layB(s, &t, 0, 0, d, cols, inPlace)
		p.layA(s, &t, 0, 0, p.m, d, turn)
		t.c = unsafe.Pointer(&p.c.s[0])
		t.run(p.m, cols, size)
		return
	}
	for lo := 0; lo < p.k; lo += d {
		p.columns(s, &t, lo, min(d, p.k-lo), cols, rows, turn, inPlace)
	}
}

// columns adds the products [lo, lo+d) of every chain, a block of columns at a time.
func (p *product[T]) columns(s *scratch, t *tile, lo, d, cols, rows int, turn, inPlace bool) {
	for j, w := 0, 0; j < p.n; j += w {
		if w = min(cols, p.n-j); p.n-j-w < minColumns {
			w = p.n - j
		}
		size := p.layB(s, t, lo, j, d, w, inPlace)
		for i := 0; i < p.m; i += rows {
			r := min(rows, p.m-i)
			if j == 0 || r < p.m {
				p.layA(s, t, i, lo, r, d, turn)
			}
			t.c = unsafe.Pointer(&p.c.s[i*p.c.row+j])
			t.run(r, w, size)
		}
	}
}

// blockOfB is the depth and the width of the blocks of B.
func (p *product[T]) blockOfB(inPlace bool) (d, cols int) {
	d = min(p.k, depth)
	if inPlace || p.n*d <= scratchB {
		return d, p.n
	}
	d = min(p.k, shallow)
	return d, scratchB / d &^ (group - 1)
}

// turns reports whether A by rows is to be turned: the kernel for A by columns is
// faster, from many enough columns of C on.
func (p *product[T]) turns() bool {
	return p.a.col == 1 && p.a.row != 1 && p.m >= turnRows(p.a.s) && p.n >= turnColumns && p.k >= group
}

// rowsOfA is the number of rows of A that fit, a multiple of eight if that many.
func (p *product[T]) rowsOfA(d int, turn bool) int {
	n := scratchA / d
	if p.a.col == 1 && p.a.row < d && !turn {
		n = (scratchA-d)/max(p.a.row, 1) + 1 // rows that overlap, as those of a convolution
	}
	if n > group {
		n &^= group - 1
	}
	return n
}

// layB points the tile at a block of B and returns the size of its elements.
func (p *product[T]) layB(s *scratch, t *tile, lo, j, d, w int, inPlace bool) int {
	b := p.b.from(lo, j)
	if inPlace {
		t.b = unsafe.Pointer(&b.s[0])
		size := int(unsafe.Sizeof(b.s[0]))
		t.bs = b.row * size
		return size
	}
	t.b, t.bs = unsafe.Pointer(&s.b), b.lay(s.b[:], d, w)*size32
	return size32
}

// layA points the tile at a block of A.
func (p *product[T]) layA(s *scratch, t *tile, i, lo, r, d int, turn bool) {
	a := p.a.from(i, lo)
	t.k = d
	switch {
	case !isHalf[T]() && !turn && a.direct():
		t.a, t.ai, t.ap = unsafe.Pointer(&a.s[0]), a.row*size32, a.col*size32
	case turn || a.row == 1 && a.col != 1:
		stride := view[T]{a.s, a.col, a.row}.lay(s.a[:], d, r)
		t.a, t.ai, t.ap = unsafe.Pointer(&s.a), size32, stride*size32
	default:
		stride := a.lay(s.a[:], r, d)
		t.a, t.ai, t.ap = unsafe.Pointer(&s.a), stride*size32, size32
	}
}

// narrow is blocked for fewer columns than a kernel handles: B is padded with what
// scratch holds, and C is a copy.
func (p *product[T]) narrow(s *scratch) {
	rows := min(p.rowsOfA(depth, false), scratchB/2/group)
	c := s.b[scratchB/2:]
	for lo := 0; lo < p.k; lo += depth {
		d := min(depth, p.k-lo)
		p.b.from(lo, 0).scatter(s.b[:], group, d, p.n)
		for i := 0; i < p.m; i += rows {
			r := min(rows, p.m-i)
			t := tile{b: unsafe.Pointer(&s.b), bs: group * size32, c: unsafe.Pointer(&c[0]), cs: group * size32}
			p.layA(s, &t, i, lo, r, d, false)
			for y := range r {
				copy(c[y*group:], p.c.s[(i+y)*p.c.row:][:p.n])
			}
			t.run(r, group, size32)
			for y := range r {
				copy(p.c.s[(i+y)*p.c.row:][:p.n], c[y*group:])
			}
		}
	}
}

// lay copies rows x cols to dst in float32, with neighbours of a row side by side, and
// returns the distance of its rows. Rows that lie close together are copied with what
// is between them.
func (v view[T]) lay(dst []float32, rows, cols int) int {
	if v.col == 1 {
		if n := (rows-1)*v.row + cols; n <= rows*cols {
			widenAll(dst, v.s[:n])
			return v.row
		}
		if cols >= group {
			v.copyRows(dst, rows, cols)
			return cols
		}
	}
	if v.row == 1 && cols >= group && rows >= group {
		v.transpose(dst, rows, cols)
		return cols
	}
	v.scatter(dst, cols, rows, cols)
	return cols
}

// isHalf reports whether T is float16, a constant in the code for each type; f16 and
// f32 are s as what it is.
func isHalf[T float32 | F16]() bool {
	var zero T
	return unsafe.Sizeof(zero) == size16
}

func f16[T float32 | F16](s []T) []F16     { return *(*[]F16)(unsafe.Pointer(&s)) }
func f32[T float32 | F16](s []T) []float32 { return *(*[]float32)(unsafe.Pointer(&s)) }

// scatter copies rows x cols one by one, to rows of dst that are stride apart.
func (v view[T]) scatter(dst []float32, stride, rows, cols int) {
	for i := range rows {
		for j := range cols {
			if at := i*v.row + j*v.col; isHalf[T]() {
				dst[i*stride+j] = fixedpoint.FromF16(f16(v.s)[at])
			} else {
				dst[i*stride+j] = f32(v.s)[at]
			}
		}
	}
}

func widenAll[T float32 | F16](dst []float32, src []T) {
	if isHalf[T]() {
		widenVec(dst, f16(src))
	} else {
		copy(dst, f32(src))
	}
}

func (v view[T]) copyRows(dst []float32, rows, cols int) {
	if isHalf[T]() {
		widenRows(dst, cols, f16(v.s), v.row, rows, cols)
	} else {
		copyRows(dst, cols, f32(v.s), v.row, rows, cols)
	}
}

// transpose does blocks of 8 x 8; the last ones overlap those before.
func (v view[T]) transpose(dst []float32, rows, cols int) {
	for j := 0; j < cols; j += group {
		j := min(j, cols-group)
		v.turn(dst[j:], cols, v.s[j*v.col:], rows/group)
		if i := rows - group; rows%group != 0 {
			v.turn(dst[i*cols+j:], cols, v.s[j*v.col+i:], 1)
		}
	}
}

// turn transposes blocks of src.
func (v view[T]) turn(dst []float32, stride int, src []T, blocks int) {
	if isHalf[T]() {
		transpose16(&dst[0], stride*size32, &f16(src)[0], v.col*size16, blocks)
	} else {
		transpose32(&dst[0], stride*size32, &f32(src)[0], v.col*size32, blocks)
	}
}
