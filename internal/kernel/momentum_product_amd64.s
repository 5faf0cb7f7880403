//go:build !purego && !float64

#include "gemm_amd64.h"

// The kernels of momentum whose gradient is a product.
//
//	func momentumProduct<R>(t *momentumTile): g[R][n] = A[R][k] · B[k][n]
//	v = mu*v + s*g; w -= v; n a multiple of 8, k > 0
//
//	for 16 columns at a time, then 8:
//		g = 0
//		for p < k: as in gemm_amd64.h
//		for each row r: move v[r] and w[r]
//
// Registers as in gemm_amd64.h, with w as C and g in Y0–Y7. After a product SI and R10
// are rows 0 and 3 of v, DI the rates, Y12 and Y13 those of 16 columns. Y15 is mu. In the
// frame: where v and the rates of these columns are.

#define LOAD_MOMENTUM \
	LOAD_ARGS; \
	VBROADCASTSS momentumTile_mu(AX), Y15; \
	MOVQ momentumTile_v(AX), SI; \
	MOVQ SI, v-8(SP); \
	MOVQ momentumTile_s(AX), SI; \
	MOVQ SI, s-16(SP); \
	SUBQ $16, BX

#define TO_WEIGHTS \
	MOVQ v-8(SP), SI; \
	LEAQ (SI)(R13*2), R10; \
	ADDQ R13, R10; \
	MOVQ s-16(SP), DI

#define NEXT_WEIGHTS(bytes) \
	ADDQ $bytes, v-8(SP); \
	ADDQ $64, s-16(SP); \
	NEXT_COLUMNS(64, bytes)

#define ZERO16(a, c, c0, c1) VXORPS c0, c0, c0; VXORPS c1, c1, c1
#define ZERO8(a, c, c0, c1) VXORPS c0, c0, c0

// MOVE(w, v, c0, c1, rare, back) is done for each row.
#define MOVE1(MOVE) MOVE((CX), (SI), Y0, Y1, rare0, back0)
#define MOVE4(MOVE) \
	MOVE1(MOVE); \
	MOVE((CX)(R13*1), (SI)(R13*1), Y2, Y3, rare1, back1); \
	MOVE((CX)(R13*2), (SI)(R13*2), Y4, Y5, rare2, back2); \
	MOVE((R9), (R10), Y6, Y7, rare3, back3)

#define MOVE_F32(w, v, c0) \
	VMULPS  v, Y15, Y14; \
	VADDPS  c0, Y14, c0; \
	VMOVUPS c0, v; \
	VMOVUPS w, Y14; \
	VSUBPS  c0, Y14, Y14; \
	VMOVUPS Y14, w

#define MOVE16(w, v, c0, c1, rare, back) \
	VMULPS Y12, c0, c0; \
	VMULPS Y13, c1, c1; \
	MOVE_F32(w, v, c0); \
	MOVE_F32(32 w, 32 v, c1)

#define MOVE8(w, v, c0, c1, rare, back) \
	VMULPS Y12, c0, c0; \
	MOVE_F32(w, v, c0)

#define PRODUCT16(ROWS) \
	REWIND; \
	ROWS(ZERO16); \
step16: \
	VMOVUPS (DI), Y12; \
	VMOVUPS 32(DI), Y13; \
	ROWS(MUL16); \
	NEXT_P; \
	JNZ  step16; \
	TO_WEIGHTS

#define PRODUCT8(ROWS) \
	REWIND; \
	ROWS(ZERO8); \
step8: \
	VMOVUPS (DI), Y12; \
	ROWS(MUL8); \
	NEXT_P; \
	JNZ  step8; \
	TO_WEIGHTS; \
	VMOVUPS (DI), Y12

#define MOMENTUM(ROWS, MOVES) \
	LOAD_MOMENTUM; \
	JLT  narrow; \
wide: \
	PRODUCT16(ROWS); \
	VMOVUPS (DI), Y12; \
	VMOVUPS 32(DI), Y13; \
	MOVES(MOVE16); \
	NEXT_WEIGHTS(64); \
	SUBQ $16, BX; \
	JGE  wide; \
narrow: \
	ADDQ $8, BX; \
	JLT  done; \
	PRODUCT8(ROWS); \
	MOVES(MOVE8); \
done: \
	VZEROUPPER; \
	RET

// func momentumProduct1(t *momentumTile)
TEXT ·momentumProduct1(SB), NOSPLIT, $16-8
	MOMENTUM(ROWS1, MOVE1)

// func momentumProduct4(t *momentumTile)
TEXT ·momentumProduct4(SB), NOSPLIT, $16-8
	MOMENTUM(ROWS4, MOVE4)

// In float16, v is stored times 1024. What is not finite is rare, and done by itself:
//
//	u = mu*v + s*g*1024; v = float16(u); w -= v/1024, fused, since v/1024 is exact
//	where w of two vectors has no finite sum: again, with u between ±65504, no NaN but
//	0x7e00
//
// Y10 is 1024, Y11 1/1024.

DATA  ·most<>+0(SB)/4, $0x477fe000 // 65504
DATA  ·most<>+4(SB)/4, $0xc77fe000 // -65504
DATA  ·most<>+8(SB)/4, $0x7fc00000 // NaN
GLOBL ·most<>(SB), RODATA|NOPTR, $12

#define CONSTANTS \
	MOVL         $0x44800000, AX; \
	VMOVD        AX, X10; \
	VPBROADCASTD X10, Y10; \
	MOVL         $0x3a800000, AX; \
	VMOVD        AX, X11; \
	VPBROADCASTD X11, Y11

#define RATE(s, c) \
	VMULPS s, c, c; \
	VMULPS Y10, c, c

// NARROW_TO converts by way of a register, which is twice as fast as to memory.
#define NARROW_TO(y, x, mem) \
	VCVTPS2PH $0, y, x; \
	VMOVUPS   x, mem

#define MOVE16_F16(w, v, c0, c1, rare, back) \
	RATE((DI), c0); \
	RATE(32(DI), c1); \
	VCVTPH2PS    v, Y8; \
	VCVTPH2PS    16 v, Y9; \
	VMULPS       Y8, Y15, Y8; \
	VMULPS       Y9, Y15, Y9; \
	VADDPS       c0, Y8, Y8; \
	VADDPS       c1, Y9, Y9; \
	NARROW_TO(Y8, X12, v); \
	NARROW_TO(Y9, X13, 16 v); \
	VCVTPH2PS    w, c0; \
	VCVTPH2PS    16 w, c1; \
	VCVTPH2PS    X12, Y12; \
	VCVTPH2PS    X13, Y13; \
	VFNMADD231PS Y11, Y12, c0; \
	VFNMADD231PS Y11, Y13, c1; \
	VADDPS       c0, c1, Y14; \
	VSUBPS       Y14, Y14, Y14; \
	VPTEST       Y14, Y14; \
	JNZ          rare; \
	NARROW_TO(c0, X12, w); \
	NARROW_TO(c1, X13, 16 w); \
back:

// CANONICAL turns y into the float16 x, a NaN into 0x7e00.
#define CANONICAL(y, x) \
	VBROADCASTSS ·most<>+8(SB), Y13; \
	VCMPPS       $3, y, y, Y14; \
	VBLENDVPS    Y14, Y13, y, y; \
	VCVTPS2PH    $0, y, x

// RARE moves eight weights by u. A NaN of the first operand stays in max and min.
#define RARE(w, v, u) \
	VBROADCASTSS ·most<>+4(SB), Y14; \
	VMAXPS       u, Y14, u; \
	VBROADCASTSS ·most<>+0(SB), Y14; \
	VMINPS       u, Y14, u; \
	CANONICAL(u, X12); \
	VMOVUPS      X12, v; \
	VCVTPH2PS    X12, Y12; \
	VMULPS       Y12, Y11, Y12; \
	VCVTPH2PS    w, u; \
	VSUBPS       Y12, u, u; \
	CANONICAL(u, X12); \
	VMOVUPS      X12, w

#define RARE16_F16(w, v, c0, c1, rare, back) \
rare: \
	RARE(w, v, Y8); \
	RARE(16 w, 16 v, Y9); \
	JMP back

#define MOVE8_F16(w, v, c0, c1, rare, back) \
	RATE((DI), c0); \
	VCVTPH2PS v, Y8; \
	VMULPS    Y8, Y15, Y8; \
	VADDPS    c0, Y8, Y8; \
	RARE(w, v, Y8)

#define MOMENTUM_F16(ROWS, MOVES) \
	LOAD_MOMENTUM; \
	CONSTANTS; \
	CMPQ BX, $0; \
	JLT  narrow; \
wide: \
	PRODUCT16(ROWS); \
	MOVES(MOVE16_F16); \
	NEXT_WEIGHTS(32); \
	SUBQ $16, BX; \
	JGE  wide; \
narrow: \
	ADDQ $8, BX; \
	JLT  done; \
	PRODUCT8(ROWS); \
	MOVES(MOVE8_F16); \
done: \
	VZEROUPPER; \
	RET; \
	MOVES(RARE16_F16)

// func momentumProduct1F16(t *momentumTile)
TEXT ·momentumProduct1F16(SB), NOSPLIT, $16-8
	MOMENTUM_F16(ROWS1, MOVE1)

// func momentumProduct4F16(t *momentumTile)
TEXT ·momentumProduct4F16(SB), NOSPLIT, $16-8
	MOMENTUM_F16(ROWS4, MOVE4)
