//go:build !purego && !float64

package kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// maxRows is the height of the tallest tile: 8 rows of 8 columns fill 16 of the 32
// registers, a step of four of A and of B the others.
const maxRows = 8

const (
	// packRows is the rows of A from which laying B out pays, since the caches are
	// small; packRowsF16 those of float16, whose conversion is as dear as arithmetic.
	packRows    = 2 * maxRows
	packRowsF16 = maxRows + 1
	// turnColumns is the columns of C from which turning A pays.
	turnColumns = 32
	// anyA says that the kernels read any A; not those with a B in float16.
	anyA = false
	// peakLanes are those of a vector.
	peakLanes = 4
	// callWork is the most multiply-accumulates of one call, which cannot be
	// preempted: 67 µs of a Cortex-A53 at 1 GHz that waits for every weight (1 a
	// cycle), 25 µs of one that does not.
	callWork = 1 << 16
	// minColumns is the columns that a kernel needs.
	minColumns = 4
)

// machineSets returns the sets of this machine. Every arm64 has Advanced SIMD.
func machineSets() []*Set {
	sets := []*Set{vectorSet("neon")}
	if cpu.ARM64.HasASIMDDP {
		sets = append(sets, dotprodSet())
	}
	return sets
}

// The kernels know the layout of a tile.
const (
	_ = uint(unsafe.Offsetof(tile{}.k)-8) + uint(8-unsafe.Offsetof(tile{}.k))
	_ = uint(unsafe.Offsetof(tile{}.ap)-32) + uint(32-unsafe.Offsetof(tile{}.ap))
	_ = uint(unsafe.Offsetof(tile{}.b)-40) + uint(40-unsafe.Offsetof(tile{}.b))
	_ = uint(unsafe.Offsetof(tile{}.m)-72) + uint(72-unsafe.Offsetof(tile{}.m))
	_ = uint(unsafe.Offsetof(tile{}.inOrder)-80) + uint(80-unsafe.Offsetof(tile{}.inOrder))
	_ = uint(unsafe.Offsetof(taps{}.wt)-72) + uint(72-unsafe.Offsetof(taps{}.wt))
	_ = uint(unsafe.Sizeof(scratch{})-69632) + uint(69632-unsafe.Sizeof(scratch{}))
)

// The Cortex-A53 in MIDR_EL1: the implementer, in bits 24 and up, and the part number.
const (
	midrMask = 0xff<<24 | 0xfff<<4
	midrA53  = 0x41<<24 | 0xd03<<4
)

// midr reads MIDR_EL1, which Linux emulates where it says so (HWCAP_CPUID).
//
//go:noescape
func midr(id *uint64)

// inOrderCore reports a core that issues instructions in order: 1 on a Cortex-A53.
func inOrderCore() int {
	var id uint64
	if cpu.ARM64.HasCPUID {
		midr(&id)
	}
	if id&midrMask == midrA53 {
		return 1
	}
	return 0
}

// direct reports whether the kernels read A as it is: by rows or by columns.
func (v view[T]) direct() bool { return v.col == 1 || v.row == 1 }

// turnRows is the rows of A from which turning it pays: not where B stays float16.
func turnRows[T float32 | F16]([]T) int {
	if isHalf[T]() {
		return packRowsF16
	}
	return group
}

// call runs the kernel. A B in float16 has an A by rows.
func (t *tile) call(size int) {
	switch {
	case t.ap != size32:
		gemmColumns(t)
	case t.m > 1 && size == size32:
		gemmRows(t)
	case t.m > 1:
		gemmRowsF16(t)
	case size == size32:
		gemm1(t)
	default:
		gemm1F16(t)
	}
}

//go:noescape
func gemm1(t *tile)

//go:noescape
func gemm1F16(t *tile)

//go:noescape
func gemmRows(t *tile)

//go:noescape
func gemmRowsF16(t *tile)

//go:noescape
func gemmColumns(t *tile)
