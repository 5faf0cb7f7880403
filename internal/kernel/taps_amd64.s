//go:build !purego && !float64

#include "runs_amd64.h"

// The kernels of depthwise taps, for several rows of y.
//
//	func fmaTaps<R>(t *tile): y[R][n] += Σ_r Σ_p x_r[R][p][n] · w_r[p][n], n a multiple of 8
//
//	for 16 channels at a time, then 8:
//		load the rows of y
//		for each run: for p < each: load w[p]; for each row: y += x[p] * w[p], fused
//		store the rows of y
//
// Registers as in runs_amd64.h, with y as C, x as A, w as B; R14 moves with the channels.

#define TAP16(x, y, c0, c1) VMOVUPS x, Y14; VMOVUPS 32 x, Y15; VFMADD231PS Y12, Y14, c0; VFMADD231PS Y13, Y15, c1
#define TAP8(x, y, c0, c1) VMOVUPS x, Y14; VFMADD231PS Y12, Y14, c0

#define TAPS(ROWS) \
	LOAD_RUNS; \
	JLT  narrow; \
wide: \
	MOVQ first-16(SP), BX; \
	ROWS(LOAD16); \
run16: \
	ENTER(4); \
step16: \
	VMOVUPS (DI), Y12; \
	VMOVUPS 32(DI), Y13; \
	ROWS(TAP16); \
	NEXT_P; \
	JNZ  step16; \
	NEXT_RUN; \
	JLT  run16; \
	ROWS(STORE16); \
	NEXT_COLUMNS(64, 64); \
	ADDQ $64, R14; \
	SUBQ $16, left-8(SP); \
	JGE  wide; \
narrow: \
	ADDQ $8, left-8(SP); \
	JLT  done; \
	MOVQ first-16(SP), BX; \
	ROWS(LOAD8); \
run8: \
	ENTER(4); \
step8: \
	VMOVUPS (DI), Y12; \
	ROWS(TAP8); \
	NEXT_P; \
	JNZ  step8; \
	NEXT_RUN; \
	JLT  run8; \
	ROWS(STORE8); \
done: \
	VZEROUPPER; \
	RET

// func fmaTaps1(t *tile)
TEXT ·fmaTaps1(SB), NOSPLIT, $24-8
	TAPS(ROWS1)

// func fmaTaps2(t *tile)
TEXT ·fmaTaps2(SB), NOSPLIT, $24-8
	TAPS(ROWS2)

// func fmaTaps3(t *tile)
TEXT ·fmaTaps3(SB), NOSPLIT, $24-8
	TAPS(ROWS3)

// func fmaTaps4(t *tile)
TEXT ·fmaTaps4(SB), NOSPLIT, $24-8
	TAPS(ROWS4)

// func fmaTaps5(t *tile)
TEXT ·fmaTaps5(SB), NOSPLIT, $24-8
	TAPS(ROWS5)

// func fmaTaps6(t *tile)
TEXT ·fmaTaps6(SB), NOSPLIT, $24-8
	TAPS(ROWS6)
