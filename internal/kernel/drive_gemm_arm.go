//go:build !purego && !float64

package kernel

import "unsafe"

// The products of float16 on 32-bit Arm: blocks of B, then of A, widened to float32, with
// neighbours in memory, and NEON on them. NEON flushes subnormal numbers. No sum of
// products of float16 is subnormal, so only a subnormal number in C would be lost; a
// product with one is left to Go.

const (
	maxRows    = 4     // of a tile
	minColumns = group // of a call of a kernel
	// callWork is the most multiply-accumulates of one call, which cannot be preempted:
	// that of arm64.
	callWork = 1 << 16

	deep   = 128  // most products of a chain in a block
	blockA = 4096 // numbers of a block of A, or of B: half a cache of the first level
	blockC = 32   // rows of the copies of columns
)

// scratch lives in the stack frame of onScratch16, which assembly does not clear.
type scratch struct {
	b, a [blockA]float32
	c    [blockC * group]float32
}

// onScratch16 calls blocked16 with scratch.
//
//go:noescape
func onScratch16(p *product[F16])

var _ = blocked16 // which only assembly calls

// The kernels know the layout of a tile, the frame the size of scratch.
const (
	_ = uint(unsafe.Offsetof(tile{}.k)-4) + uint(4-unsafe.Offsetof(tile{}.k))
	_ = uint(unsafe.Offsetof(tile{}.m)-36) + uint(36-unsafe.Offsetof(tile{}.m))
	_ = uint(unsafe.Sizeof(scratch{})-33792) + uint(33792-unsafe.Sizeof(scratch{}))
)

// gemmF16V7 is Set.GemmF16.
func gemmF16V7(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	p := product[F16]{m, n, k, view[F16]{a, ai, ap}, view[F16]{b, bs, 1}, view[float32]{c, cs, 1}, 0}
	switch {
	case !p.ready():
	case subnormal(p.c, m, n):
		quickGemmF16(m, n, k, a, ai, ap, b, bs, c, cs)
	default:
		onScratch16(&p)
	}
}

// gemmTF16V7 is Set.GemmTF16.
func gemmTF16V7(m, n, k int, a []F16, as int, b []F16, bs int, c []float32, cs int) {
	p := product[F16]{m, n, k, view[F16]{a, as, 1}, view[F16]{b, 1, bs}, view[float32]{c, cs, 1}, 0}
	switch {
	case !p.ready():
	case subnormal(p.c, m, n):
		quickGemmTF16(m, n, k, a, as, b, bs, c, cs)
	default:
		onScratch16(&p)
	}
}

// blocked16 adds A·B block by block.
func blocked16(s *scratch, p *product[F16]) {
	t := tile{cs: p.c.row * size32}
	d := min(p.k, deep)
	cols, rows := blockA/d&^(group-1), p.rowsOfBlock(d)
	for lo := 0; lo < p.k; lo += d {
		d := min(d, p.k-lo)
		for j := 0; j < p.n; j += cols {
			w := min(cols, p.n-j)
			t.bs = lay(s.b[:], p.b.from(lo, j), d, w) * size32
			for i := 0; i < p.m; i += rows {
				r := min(rows, p.m-i)
				if j == 0 || r < p.m {
					t.layA(s, p.a.from(i, lo), r, d)
				}
				s.add(t, p.c.from(i, j), r, w)
			}
		}
	}
}

// rowsOfBlock is the number of rows of A that fit, a multiple of eight.
func (p *product[T]) rowsOfBlock(d int) int {
	if !p.a.byColumns() {
		d = (d + group - 1) &^ (group - 1)
	}
	return blockA / d &^ (group - 1)
}

// byColumns reports whether neighbours in memory are neighbours in a column.
func (v view[T]) byColumns() bool { return v.row == 1 && v.col != 1 }

// layA points the tile at r rows of A.
func (t *tile) layA(s *scratch, a view[F16], r, d int) {
	t.k, t.a = d, unsafe.Pointer(&s.a)
	if a.byColumns() {
		t.ai, t.ap = size32, lay(s.a[:], view[F16]{a.s, a.col, a.row}, d, r)*size32
		return
	}
	t.ai, t.ap = lay(s.a[:], a, r, d)*size32, size32
}

// add adds the blocks' product to r rows and w columns of c. The last columns, fewer than
// a kernel takes, are added to a copy.
func (s *scratch) add(t tile, c view[float32], r, w int) {
	full := w &^ (group - 1)
	if full > 0 {
		t.b, t.c = unsafe.Pointer(&s.b), unsafe.Pointer(&c.s[0])
		t.run(r, full, size32)
	}
	if full == w {
		return
	}
	t.cs = group * size32
	for i := 0; i < r; i += blockC {
		rows, last := min(blockC, r-i), c.from(i, full)
		for y := range rows {
			copy(s.c[y*group:], last.s[y*c.row:][:w-full])
		}
		t.b, t.c = unsafe.Pointer(&s.b[full]), unsafe.Pointer(&s.c)
		t.run(rows, group, size32)
		for y := range rows {
			copy(last.s[y*c.row:][:w-full], s.c[y*group:])
		}
		t.a = unsafe.Add(t.a, blockC*t.ai)
	}
}

// call runs the kernel.
func (t *tile) call(int) {
	if t.ap == size32 {
		gemmRows(t)
		return
	}
	gemmColumns(t)
}
