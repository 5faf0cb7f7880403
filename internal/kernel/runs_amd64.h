#include "gemm_amd64.h"

// What the kernels over runs share.
//
// Registers as in gemm_amd64.h, but for BX, the run. In the frame: the columns left, the
// first run, and where the runs end. R14 is A less what is skipped.

#define LOAD_RUNS \
	LOAD_ARGS; \
	SUBQ tile_skip(AX), R14; \
	MOVQ tile_each(AX), R15; \
	SUBQ $16, BX; \
	MOVQ BX, left-8(SP); \
	MOVQ tile_runs(AX), BX; \
	MOVQ BX, first-16(SP); \
	MOVQ tile_count(AX), SI; \
	SHLQ $4, SI; \
	ADDQ BX, SI; \
	MOVQ SI, end-24(SP); \
	CMPQ left-8(SP), $0

// ENTER points SI, R10 and DI at a run.
#define ENTER(SIZE) \
	MOVQ Run_A(BX), SI; \
	LEAQ (R14)(SI*4), SI; \
	LEAQ (SI)(R8*2), R10; \
	ADDQ R8, R10; \
	MOVQ Run_B(BX), DI; \
	LEAQ (DX)(DI*SIZE), DI; \
	MOVQ R15, AX

#define NEXT_RUN \
	ADDQ $16, BX; \
	CMPQ BX, end-24(SP)
