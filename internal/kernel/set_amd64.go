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
	// turnColumns is the columns of C from which turning A pays: never, since any A is
	// read as it is.
	turnColumns = 1 << 30
	anyA        = true
	peakLanes   = 8 // of a vector
	// callWork is the most multiply-accumulates of the calls for some columns of B, of
	// which each does up to six rows: 20 µs in all.
	callWork = 1 << 20
	// minColumns is the columns that a kernel needs.
	minColumns = group
)

// inOrderCore reports a core that issues instructions in order.
func inOrderCore() int { return 0 }

// direct reports whether the kernels read A as it is.
func (v view[T]) direct() bool { return true }

// turnRows is the rows of A from which turning it pays.
func turnRows[T float32 | F16]([]T) int { return turnColumns }

// machineSets returns the sets of this machine: AVX2 needs FMA and F16C beside it.
func machineSets() []*Set {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA || !cpu.X86.HasF16C {
		return nil
	}
	return []*Set{vectorSet("avx2")}
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

//go:noescape
func gemmRuns1(t *tile)

//go:noescape
func gemmRuns2(t *tile)

//go:noescape
func gemmRuns3(t *tile)

//go:noescape
func gemmRuns4(t *tile)

//go:noescape
func gemmRuns5(t *tile)

//go:noescape
func gemmRuns6(t *tile)

//go:noescape
func gemmRuns1F16(t *tile)

//go:noescape
func gemmRuns2F16(t *tile)

//go:noescape
func gemmRuns3F16(t *tile)

//go:noescape
func gemmRuns4F16(t *tile)

//go:noescape
func gemmRuns5F16(t *tile)

//go:noescape
func gemmRuns6F16(t *tile)
