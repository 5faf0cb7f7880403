//go:build !purego && !float64

#include "textflag.h"
#include "go_asm.h"

// The kernels of products with Bᵀ for few rows, which turn B in registers.
//
//	func gemmTurned<R>(t *tile): C[R][n] += A[R][k] · B[n][k]ᵀ
//	n a multiple of 8, of 32 in gemmTurned1Wide, k one of 4
//
//	for 8 rows of B at a time, or 32:
//		load their columns of C
//		for 4 columns of B at a time: turn them; for each p: C[r] += A[r][p] * B[p], fused
//		store the columns of C
//
// Registers:
//
//	BX rows of B left     AX k left      R15 k
//	SI B row 0            DI B row 4     DX start of these rows
//	R10 bytes per row of B, R11 three times that, R12 eight times
//	R14 start of A        R13 A row 0, R9 row 3, DX row 6   R8 bytes per row of A
//	CX C                  in the frame: the others
//	Y0–Y7 C, or A         Y8–Y11 B, turned                   Y12–Y15 scratch

#define LOAD_ARGS \
	MOVQ t+0(FP), AX; \
	MOVQ tile_n(AX), BX; \
	MOVQ tile_k(AX), R15; \
	MOVQ tile_a(AX), R14; \
	MOVQ tile_ai(AX), R8; \
	MOVQ tile_b(AX), SI; \
	MOVQ tile_bs(AX), R10; \
	MOVQ tile_c(AX), CX; \
	LEAQ (R10)(R10*2), R11; \
	LEAQ (R10*8), R12

// PAIR loads four columns of two rows.
#define PAIR_F32(row, row4, y, x) \
	VMOVUPS     row, x; \
	VINSERTF128 $1, row4, y, y

#define PAIR_F16(row, row4, y, x) \
	VMOVQ     row, x; \
	VPINSRQ   $1, row4, x, x; \
	VCVTPH2PS x, y

// TURN4 turns four columns of the rows at SI and DI.
#define TURN4(PAIR) \
	PAIR((SI), (DI), Y8, X8); \
	PAIR((SI)(R10*1), (DI)(R10*1), Y9, X9); \
	PAIR((SI)(R10*2), (DI)(R10*2), Y10, X10); \
	PAIR((SI)(R11*1), (DI)(R11*1), Y11, X11); \
	VUNPCKLPS Y9, Y8, Y12; \
	VUNPCKHPS Y9, Y8, Y13; \
	VUNPCKLPS Y11, Y10, Y14; \
	VUNPCKHPS Y11, Y10, Y15; \
	VUNPCKLPD Y14, Y12, Y8; \
	VUNPCKHPD Y14, Y12, Y9; \
	VUNPCKLPD Y15, Y13, Y10; \
	VUNPCKHPD Y15, Y13, Y11

// TIMES4 adds their products with A, broadcast in Y4–Y7.
#define TIMES4(c) \
	VFMADD231PS Y8, Y4, c; \
	VFMADD231PS Y9, Y5, c; \
	VFMADD231PS Y10, Y6, c; \
	VFMADD231PS Y11, Y7, c

#define BROADCAST4 \
	VBROADCASTSS (R13), Y4; \
	VBROADCASTSS 4(R13), Y5; \
	VBROADCASTSS 8(R13), Y6; \
	VBROADCASTSS 12(R13), Y7; \
	ADDQ         $16, R13

// ONE is a kernel of one row; it turns 8 rows of B at a time.
#define ONE(PAIR, SIZE) \
	LOAD_ARGS; \
rows: \
	MOVQ    R14, R13; \
	MOVQ    R15, AX; \
	LEAQ    (SI)(R10*4), DI; \
	LEAQ    (SI)(R12*1), DX; \
	VMOVUPS (CX), Y0; \
step: \
	BROADCAST4; \
	TURN4(PAIR); \
	TIMES4(Y0); \
	ADDQ    $(4*SIZE), SI; \
	ADDQ    $(4*SIZE), DI; \
	SUBQ    $4, AX; \
	JNZ     step; \
	VMOVUPS Y0, (CX); \
	ADDQ    $32, CX; \
	MOVQ    DX, SI; \
	SUBQ    $8, BX; \
	JNZ     rows; \
	VZEROUPPER; \
	RET

#define NEXT8 \
	ADDQ R12, SI; \
	ADDQ R12, DI

// WIDE does 32 rows of B at a time, so that no sum waits for itself; R9 takes SI and DI
// back to the first.
#define WIDE(PAIR, SIZE) \
	LOAD_ARGS; \
	LEAQ (R12)(R12*2), R9; \
	SUBQ $(4*SIZE), R9; \
rows: \
	MOVQ    R14, R13; \
	MOVQ    R15, AX; \
	LEAQ    (SI)(R10*4), DI; \
	LEAQ    (SI)(R12*4), DX; \
	VMOVUPS (CX), Y0; \
	VMOVUPS 32(CX), Y1; \
	VMOVUPS 64(CX), Y2; \
	VMOVUPS 96(CX), Y3; \
step: \
	BROADCAST4; \
	TURN4(PAIR); \
	TIMES4(Y0); \
	NEXT8; \
	TURN4(PAIR); \
	TIMES4(Y1); \
	NEXT8; \
	TURN4(PAIR); \
	TIMES4(Y2); \
	NEXT8; \
	TURN4(PAIR); \
	TIMES4(Y3); \
	SUBQ    R9, SI; \
	SUBQ    R9, DI; \
	SUBQ    $4, AX; \
	JNZ     step; \
	VMOVUPS Y0, (CX); \
	VMOVUPS Y1, 32(CX); \
	VMOVUPS Y2, 64(CX); \
	VMOVUPS Y3, 96(CX); \
	ADDQ    $128, CX; \
	MOVQ    DX, SI; \
	SUBQ    $32, BX; \
	JNZ     rows; \
	VZEROUPPER; \
	RET

// func gemmTurned1(t *tile)
TEXT ·gemmTurned1(SB), NOSPLIT, $0-8
	ONE(PAIR_F32, 4)

// func gemmTurned1F16(t *tile)
TEXT ·gemmTurned1F16(SB), NOSPLIT, $0-8
	ONE(PAIR_F16, 2)

// func gemmTurned1Wide(t *tile)
TEXT ·gemmTurned1Wide(SB), NOSPLIT, $0-8
	WIDE(PAIR_F32, 4)

// func gemmTurned1WideF16(t *tile)
TEXT ·gemmTurned1WideF16(SB), NOSPLIT, $0-8
	WIDE(PAIR_F16, 2)

// EACH_C(OP) does OP on the eight rows of C, from DI on in steps of DX.
#define EACH_C(OP) \
	MOVQ CX, DI; \
	OP(Y0); OP(Y1); OP(Y2); OP(Y3); OP(Y4); OP(Y5); OP(Y6); OP(Y7)
#define LOAD_C(c) VMOVUPS (DI), c; ADDQ DX, DI
#define STORE_C(c) VMOVUPS c, (DI); ADDQ DX, DI

#define TIMES(a, b, c) \
	VBROADCASTSS a, Y12; \
	VFMADD231PS  b, Y12, c

// TIMES8 adds the products of one column of A, off bytes on.
#define TIMES8(off, b) \
	TIMES(off(R13), b, Y0); \
	TIMES(off(R13)(R8*1), b, Y1); \
	TIMES(off(R13)(R8*2), b, Y2); \
	TIMES(off(R9), b, Y3); \
	TIMES(off(R9)(R8*1), b, Y4); \
	TIMES(off(R9)(R8*2), b, Y5); \
	TIMES(off(DX), b, Y6); \
	TIMES(off(DX)(R8*1), b, Y7)

#define EIGHT(PAIR, SIZE) \
	LOAD_ARGS; \
	MOVQ tile_cs(AX), DX; \
	MOVQ DX, cs-8(SP); \
rows: \
	MOVQ cs-8(SP), DX; \
	EACH_C(LOAD_C); \
	MOVQ R14, R13; \
	LEAQ (R13)(R8*2), R9; \
	ADDQ R8, R9; \
	LEAQ (R9)(R8*2), DX; \
	ADDQ R8, DX; \
	MOVQ SI, b-16(SP); \
	LEAQ (SI)(R10*4), DI; \
	MOVQ R15, AX; \
step: \
	TURN4(PAIR); \
	TIMES8(0, Y8); \
	TIMES8(4, Y9); \
	TIMES8(8, Y10); \
	TIMES8(12, Y11); \
	ADDQ $16, R13; \
	ADDQ $16, R9; \
	ADDQ $16, DX; \
	ADDQ $(4*SIZE), SI; \
	ADDQ $(4*SIZE), DI; \
	SUBQ $4, AX; \
	JNZ  step; \
	MOVQ cs-8(SP), DX; \
	EACH_C(STORE_C); \
	ADDQ $32, CX; \
	MOVQ b-16(SP), SI; \
	ADDQ R12, SI; \
	SUBQ $8, BX; \
	JNZ  rows; \
	VZEROUPPER; \
	RET

// func gemmTurned8(t *tile)
TEXT ·gemmTurned8(SB), NOSPLIT, $16-8
	EIGHT(PAIR_F32, 4)

// func gemmTurned8F16(t *tile)
TEXT ·gemmTurned8F16(SB), NOSPLIT, $16-8
	EIGHT(PAIR_F16, 2)
