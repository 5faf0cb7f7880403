// The matrix kernels of AVX2, written once for both kinds of B.
//
// func gemm<R>(t *tile): C[R][n] += A[R][k] · B[k][n], n a multiple of 8, k > 0
//
//	for 16 columns at a time, then 8:
//		load the tile of C
//		for p < k: b = B[p]; for each row r: C[r] += broadcast(A[r][p]) * b, fused
//		store the tile of C
//
// Registers:
//
//	BX columns left    AX k left          R15 k
//	SI A row 0         R10 A row 3        R14 start of A
//	R8 bytes per row   R11 bytes per step of A
//	DI B               DX start of B in this tile   R12 bytes per row of B
//	CX C row 0         R9 C row 3         R13 bytes per row of C
//	Y0–Y11 C, two per row    Y12, Y13 B    Y14 A

#include "textflag.h"
#include "go_asm.h"

#define LOAD_ARGS \
	MOVQ t+0(FP), AX; \
	MOVQ tile_n(AX), BX; \
	MOVQ tile_k(AX), R15; \
	MOVQ tile_a(AX), R14; \
	MOVQ tile_ai(AX), R8; \
	MOVQ tile_ap(AX), R11; \
	MOVQ tile_b(AX), DX; \
	MOVQ tile_bs(AX), R12; \
	MOVQ tile_c(AX), CX; \
	MOVQ tile_cs(AX), R13; \
	LEAQ (CX)(R13*2), R9; \
	ADDQ R13, R9

#define REWIND \
	MOVQ R14, SI; \
	LEAQ (SI)(R8*2), R10; \
	ADDQ R8, R10; \
	MOVQ DX, DI; \
	MOVQ R15, AX

#define NEXT_P \
	ADDQ R11, SI; \
	ADDQ R11, R10; \
	ADDQ R12, DI; \
	DECQ AX

#define NEXT_COLUMNS(bytesB, bytesC) \
	ADDQ $bytesB, DX; \
	ADDQ $bytesC, CX; \
	ADDQ $bytesC, R9

// OP(a, c, c0, c1) is done for each row of the tile.
#define ROWS1(OP) OP((SI), (CX), Y0, Y1)
#define ROWS2(OP) ROWS1(OP); OP((SI)(R8*1), (CX)(R13*1), Y2, Y3)
#define ROWS3(OP) ROWS2(OP); OP((SI)(R8*2), (CX)(R13*2), Y4, Y5)
#define ROWS4(OP) ROWS3(OP); OP((R10), (R9), Y6, Y7)
#define ROWS5(OP) ROWS4(OP); OP((R10)(R8*1), (R9)(R13*1), Y8, Y9)
#define ROWS6(OP) ROWS5(OP); OP((R10)(R8*2), (R9)(R13*2), Y10, Y11)

#define LOAD16(a, c, c0, c1) VMOVUPS c, c0; VMOVUPS 32 c, c1
#define STORE16(a, c, c0, c1) VMOVUPS c0, c; VMOVUPS c1, 32 c
#define MUL16(a, c, c0, c1) VBROADCASTSS a, Y14; VFMADD231PS Y12, Y14, c0; VFMADD231PS Y13, Y14, c1

#define LOAD8(a, c, c0, c1) VMOVUPS c, c0
#define STORE8(a, c, c0, c1) VMOVUPS c0, c
#define MUL8(a, c, c0, c1) VBROADCASTSS a, Y14; VFMADD231PS Y12, Y14, c0

// B8(mem, y) reads 8 columns of B, SIZE is the bytes of one.
#define F32(mem, y) VMOVUPS mem, y
#define F16(mem, y) VCVTPH2PS mem, y

// GEMM is a whole kernel.
#define GEMM(ROWS, B8, SIZE) \
	LOAD_ARGS; \
	SUBQ $16, BX; \
	JLT  narrow; \
wide: \
	REWIND; \
	ROWS(LOAD16); \
step16: \
	B8((DI), Y12); \
	B8((8*SIZE)(DI), Y13); \
	ROWS(MUL16); \
	NEXT_P; \
	JNZ  step16; \
	ROWS(STORE16); \
	NEXT_COLUMNS(16*SIZE, 64); \
	SUBQ $16, BX; \
	JGE  wide; \
narrow: \
	ADDQ $8, BX; \
	JLT  done; \
	REWIND; \
	ROWS(LOAD8); \
step8: \
	B8((DI), Y12); \
	ROWS(MUL8); \
	NEXT_P; \
	JNZ  step8; \
	ROWS(STORE8); \
done: \
	VZEROUPPER; \
	RET
