//go:build !purego && !float64

package kernel

import "golang.org/x/sys/cpu"

// maxRows is the height of the tallest tile: 6 rows of 16 columns fill 12 of the 16
// registers.
const maxRows = 6

const (
	// packRows and packRowsF16 are the rows of A from which packing B pays: never,
	// since the cache feeds the kernels of six rows, and conversion is all but free.
	packRows    = 1 << 30
	packRowsF16 = 1 << 30
)

// machineSets returns the sets of this machine: AVX2 needs FMA and F16C beside it.
func machineSets() []*Set {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA || !cpu.X86.HasF16C {
		return nil
	}
	return []*Set{vectorSet("avx2")}
}

// call runs the kernel for r rows and a B of the given element size.
func (t *tile) call(r, size int) {
	if size == size16 {
		t.callF16(r)
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

func (t *tile) callF16(r int) {
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

//go:noescape
func gemm1(t *tile)

//go:noescape
func gemm2(t *tile)

//go:noescape
func gemm3(t *tile)

//go:noescape
func gemm4(t *tile)

//go:noescape
func gemm5(t *tile)

//go:noescape
func gemm6(t *tile)

//go:noescape
func gemm1F16(t *tile)

//go:noescape
func gemm2F16(t *tile)

//go:noescape
func gemm3F16(t *tile)

//go:noescape
func gemm4F16(t *tile)

//go:noescape
func gemm5F16(t *tile)

//go:noescape
func gemm6F16(t *tile)
