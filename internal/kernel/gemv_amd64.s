//go:build !purego && !float64

#include "gemm_amd64.h"

// The kernels of one row: c[n] += a[k] · B[k][n], n a multiple of 8, k > 0, bound
// by reading B.
//
//	for 64 columns at a time, then 32, then 8:
//		load c; for p < k: c += broadcast(a[p]) * B[p], fused; store c
//
// Registers as in gemm_amd64.h, with c in Y0–Y7, eight columns of B in Y8–Y13 in
// turn, and a[p] in Y14.

#define LOAD(i, c) VMOVUPS (32*i)(CX), c
#define STORE(i, c) VMOVUPS c, (32*i)(CX)
#define TIMES(B8, SIZE, i, c, b) B8((8*SIZE*i)(DI), b); VFMADD231PS b, Y14, c

#define FOR32(OP) OP(0, Y0); OP(1, Y1); OP(2, Y2); OP(3, Y3)
#define FOR64(OP) FOR32(OP); OP(4, Y4); OP(5, Y5); OP(6, Y6); OP(7, Y7)

#define TIMES32(B8, SIZE) \
	TIMES(B8, SIZE, 0, Y0, Y8); \
	TIMES(B8, SIZE, 1, Y1, Y9); \
	TIMES(B8, SIZE, 2, Y2, Y10); \
	TIMES(B8, SIZE, 3, Y3, Y11)

#define TIMES64(B8, SIZE) \
	TIMES32(B8, SIZE); \
	TIMES(B8, SIZE, 4, Y4, Y12); \
	TIMES(B8, SIZE, 5, Y5, Y13); \
	TIMES(B8, SIZE, 6, Y6, Y8); \
	TIMES(B8, SIZE, 7, Y7, Y9)

#define NEXT_P1 \
	ADDQ R11, SI; \
	ADDQ R12, DI; \
	DECQ AX

#define GEMV(B8, SIZE) \
	LOAD_ARGS; \
	SUBQ $64, BX; \
	JLT  try32; \
do64: \
	REWIND; \
	FOR64(LOAD); \
step64: \
	VBROADCASTSS (SI), Y14; \
	TIMES64(B8, SIZE); \
	NEXT_P1; \
	JNZ  step64; \
	FOR64(STORE); \
	NEXT_COLUMNS(64*SIZE, 256); \
	SUBQ $64, BX; \
	JGE  do64; \
try32: \
	ADDQ $32, BX; \
	JLT  try8; \
	REWIND; \
	FOR32(LOAD); \
step32: \
	VBROADCASTSS (SI), Y14; \
	TIMES32(B8, SIZE); \
	NEXT_P1; \
	JNZ  step32; \
	FOR32(STORE); \
	NEXT_COLUMNS(32*SIZE, 128); \
	SUBQ $32, BX; \
try8: \
	ADDQ $24, BX; \
	JLT  done; \
do8: \
	REWIND; \
	LOAD(0, Y0); \
step8: \
	VBROADCASTSS (SI), Y14; \
	TIMES(B8, SIZE, 0, Y0, Y8); \
	NEXT_P1; \
	JNZ  step8; \
	STORE(0, Y0); \
	NEXT_COLUMNS(8*SIZE, 32); \
	SUBQ $8, BX; \
	JGE  do8; \
done: \
	VZEROUPPER; \
	RET

// func gemm1(t *tile)
TEXT ·gemm1(SB), NOSPLIT, $0-8
	GEMV(F32, 4)

// func gemm1F16(t *tile)
TEXT ·gemm1F16(SB), NOSPLIT, $0-8
	GEMV(F16, 2)
