//go:build !purego && !float64

#include "runs_amd64.h"

// The kernels of several rows whose chains consist of runs.
//
//	func gemmRuns<R>(t *tile): C[R][n] += Σ_r A_r[R][each] · B_r[each][n], n a multiple of 8
//
//	for 16 columns at a time, then 8:
//		load the tile of C
//		for each run: for p < each: as in gemm_amd64.h, from the A and B of the run
//		store the tile of C
//
// Registers as in runs_amd64.h.

#define GEMM_RUNS(ROWS, B8, SIZE) \
	LOAD_RUNS; \
	JLT  narrow; \
wide: \
	MOVQ first-16(SP), BX; \
	ROWS(LOAD16); \
run16: \
	ENTER(SIZE); \
step16: \
	B8((DI), Y12); \
	B8((8*SIZE)(DI), Y13); \
	ROWS(MUL16); \
	NEXT_P; \
	JNZ  step16; \
	NEXT_RUN; \
	JLT  run16; \
	ROWS(STORE16); \
	NEXT_COLUMNS(16*SIZE, 64); \
	SUBQ $16, left-8(SP); \
	JGE  wide; \
narrow: \
	ADDQ $8, left-8(SP); \
	JLT  done; \
	MOVQ first-16(SP), BX; \
	ROWS(LOAD8); \
run8: \
	ENTER(SIZE); \
step8: \
	B8((DI), Y12); \
	ROWS(MUL8); \
	NEXT_P; \
	JNZ  step8; \
	NEXT_RUN; \
	JLT  run8; \
	ROWS(STORE8); \
done: \
	VZEROUPPER; \
	RET

// func gemmRuns1(t *tile)
TEXT ·gemmRuns1(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS1, F32, 4)

// func gemmRuns2(t *tile)
TEXT ·gemmRuns2(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS2, F32, 4)

// func gemmRuns3(t *tile)
TEXT ·gemmRuns3(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS3, F32, 4)

// func gemmRuns4(t *tile)
TEXT ·gemmRuns4(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS4, F32, 4)

// func gemmRuns5(t *tile)
TEXT ·gemmRuns5(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS5, F32, 4)

// func gemmRuns6(t *tile)
TEXT ·gemmRuns6(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS6, F32, 4)

// func gemmRuns1F16(t *tile)
TEXT ·gemmRuns1F16(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS1, F16, 2)

// func gemmRuns2F16(t *tile)
TEXT ·gemmRuns2F16(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS2, F16, 2)

// func gemmRuns3F16(t *tile)
TEXT ·gemmRuns3F16(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS3, F16, 2)

// func gemmRuns4F16(t *tile)
TEXT ·gemmRuns4F16(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS4, F16, 2)

// func gemmRuns5F16(t *tile)
TEXT ·gemmRuns5F16(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS5, F16, 2)

// func gemmRuns6F16(t *tile)
TEXT ·gemmRuns6F16(SB), NOSPLIT, $24-8
	GEMM_RUNS(ROWS6, F16, 2)
