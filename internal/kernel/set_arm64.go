//go:build !purego && !float64

package kernel

import "unsafe"

// maxRows is the height of the tallest tile: 8 rows of 8 columns fill 16 of the 32
// registers, a step of four of A and of B the others.
const maxRows = 8

const (
	// packRows and packRowsF16 are the rows of A from which packing B pays: two
	// tiles, since the caches are small and conversion costs as much as arithmetic.
	packRows    = 2 * maxRows
	packRowsF16 = 2 * maxRows
)

// machineSets returns the sets of this machine. Every arm64 has Advanced SIMD.
func machineSets() []*Set { return []*Set{vectorSet("neon")} }

// The kernels know the layout of a tile.
const (
	_ = uint(unsafe.Offsetof(tile{}.k)-8) + uint(8-unsafe.Offsetof(tile{}.k))
	_ = uint(unsafe.Offsetof(tile{}.ap)-32) + uint(32-unsafe.Offsetof(tile{}.ap))
	_ = uint(unsafe.Offsetof(tile{}.b)-40) + uint(40-unsafe.Offsetof(tile{}.b))
	_ = uint(unsafe.Offsetof(tile{}.cs)-64) + uint(64-unsafe.Offsetof(tile{}.cs))
	_ = uint(unsafe.Offsetof(taps{}.wt)-72) + uint(72-unsafe.Offsetof(taps{}.wt))
)

// call runs the kernel for r rows and a B of the given element size. The kernels of
// more than one row want A by rows, or eight of them by columns; any other A is
// copied.
func (t *tile) call(r, size int) {
	switch {
	case r == 1:
		t.one(size)
	case t.ap == size32:
		t.byRows(r, size)
	case t.ai == size32 && r == maxRows:
		t.byColumns(size)
	default:
		t.copied(r, size)
	}
}

func (t *tile) one(size int) {
	if size == size16 {
		gemm1F16(t)
		return
	}
	gemm1(t)
}

func (t *tile) byColumns(size int) {
	if size == size16 {
		gemm8AF16(t)
		return
	}
	gemm8A(t)
}

// copied runs byRows on a copy of A.
func (t *tile) copied(r, size int) {
	var a [maxRows][depth]float32
	for i := range r {
		for p := range t.k {
			a[i][p] = *(*float32)(unsafe.Add(t.a, i*t.ai+p*t.ap))
		}
	}
	u := *t
	u.a, u.ai, u.ap = unsafe.Pointer(&a), depth*size32, size32
	u.byRows(r, size)
}

func (t *tile) byRows(r, size int) {
	if size == size16 {
		t.byRowsF16(r)
		return
	}
	switch r {
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
	case 7:
		gemm7(t)
	case 8:
		gemm8(t)
	}
}

func (t *tile) byRowsF16(r int) {
	switch r {
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
	case 7:
		gemm7F16(t)
	case 8:
		gemm8F16(t)
	}
}

//go:noescape
func gemm1(t *tile)

//go:noescape
func gemm1F16(t *tile)

//go:noescape
func gemm2(t *tile)

//go:noescape
func gemm2F16(t *tile)

//go:noescape
func gemm3(t *tile)

//go:noescape
func gemm3F16(t *tile)

//go:noescape
func gemm4(t *tile)

//go:noescape
func gemm4F16(t *tile)

//go:noescape
func gemm5(t *tile)

//go:noescape
func gemm5F16(t *tile)

//go:noescape
func gemm6(t *tile)

//go:noescape
func gemm6F16(t *tile)

//go:noescape
func gemm7(t *tile)

//go:noescape
func gemm7F16(t *tile)

//go:noescape
func gemm8(t *tile)

//go:noescape
func gemm8F16(t *tile)

//go:noescape
func gemm8A(t *tile)

//go:noescape
func gemm8AF16(t *tile)
