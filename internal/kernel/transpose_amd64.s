//go:build !purego && !float64

#include "textflag.h"

// func transpose32(dst *float32, ds int, src *float32, ss, blocks int)
// func transpose16(dst *float32, ds int, src *F16, ss, blocks int)
//
//	for each block of 8 rows and 8 columns of src:
//		dst[q][r] = float32(src[r][q]), the next block 8 rows further down in dst
//
// Registers:
//
//	DI dst    R8 bytes per row of dst, R9 three times that
//	SI src row 0, BX src row 4    R10 bytes per row of src, R11 three times that
//	AX blocks left
//	Y0–Y3 rows r and r+4, columns 0–3; Y4–Y7 the same rows, columns 4–7

#define LOAD_ARGS \
	MOVQ dst+0(FP), DI; \
	MOVQ ds+8(FP), R8; \
	MOVQ src+16(FP), SI; \
	MOVQ ss+24(FP), R10; \
	MOVQ blocks+32(FP), AX; \
	LEAQ (R8)(R8*2), R9; \
	LEAQ (R10)(R10*2), R11; \
	LEAQ (SI)(R10*4), BX

// PAIR32 loads two rows four apart.
#define PAIR32(row, row4, lo, hi, xlo, xhi) \
	VMOVUPS     row, xlo; \
	VMOVUPS     16 row, xhi; \
	VINSERTF128 $1, row4, lo, lo; \
	VINSERTF128 $1, 16 row4, hi, hi

#define PAIR16(row, row4, lo, hi, xlo, xhi) \
	VMOVDQU     row, X8; \
	VMOVDQU     row4, X9; \
	VPUNPCKLQDQ X9, X8, X10; \
	VPUNPCKHQDQ X9, X8, X11; \
	VCVTPH2PS   X10, lo; \
	VCVTPH2PS   X11, hi

// QUAD turns four columns, of which y0–y3 hold rows 0–3 low and 4–7 high, into
// four rows at mem, which is a base register.
#define QUAD(y0, y1, y2, y3, base) \
	VUNPCKLPS y1, y0, Y8; \
	VUNPCKHPS y1, y0, Y9; \
	VUNPCKLPS y3, y2, Y10; \
	VUNPCKHPS y3, y2, Y11; \
	VUNPCKLPD Y10, Y8, Y12; \
	VUNPCKHPD Y10, Y8, Y13; \
	VUNPCKLPD Y11, Y9, Y14; \
	VUNPCKHPD Y11, Y9, Y15; \
	VMOVUPS   Y12, (base); \
	VMOVUPS   Y13, (base)(R8*1); \
	VMOVUPS   Y14, (base)(R8*2); \
	VMOVUPS   Y15, (base)(R9*1)

#define TRANSPOSE(PAIR, SIZE) \
	LOAD_ARGS; \
loop: \
	PAIR((SI), (BX), Y0, Y4, X0, X4); \
	PAIR((SI)(R10*1), (BX)(R10*1), Y1, Y5, X1, X5); \
	PAIR((SI)(R10*2), (BX)(R10*2), Y2, Y6, X2, X6); \
	PAIR((SI)(R11*1), (BX)(R11*1), Y3, Y7, X3, X7); \
	QUAD(Y0, Y1, Y2, Y3, DI); \
	LEAQ (DI)(R8*4), DI; \
	QUAD(Y4, Y5, Y6, Y7, DI); \
	LEAQ (DI)(R8*4), DI; \
	ADDQ $(8*SIZE), SI; \
	ADDQ $(8*SIZE), BX; \
	DECQ AX; \
	JNZ  loop; \
	VZEROUPPER; \
	RET

TEXT ·transpose32(SB), NOSPLIT, $0-40
	TRANSPOSE(PAIR32, 4)

TEXT ·transpose16(SB), NOSPLIT, $0-40
	TRANSPOSE(PAIR16, 2)

// STORED writes two rows of dst: the halves of x0 and x1, low and high.
#define STORED(x0, x1, base, base1) \
	VPUNPCKLQDQ x1, x0, X8; \
	VPUNPCKHQDQ x1, x0, X9; \
	VMOVDQU     X8, base; \
	VMOVDQU     X9, base1

// func turnHalf(dst *F16, ds int, src *F16, ss, blocks int)
//
//	as transpose32, of float16
TEXT ·turnHalf(SB), NOSPLIT, $0-40
	LOAD_ARGS

loop:
	VMOVDQU    (SI), X0
	VMOVDQU    (SI)(R10*1), X1
	VMOVDQU    (SI)(R10*2), X2
	VMOVDQU    (SI)(R11*1), X3
	VMOVDQU    (BX), X4
	VMOVDQU    (BX)(R10*1), X5
	VMOVDQU    (BX)(R10*2), X6
	VMOVDQU    (BX)(R11*1), X7
	VPUNPCKLWD X1, X0, X8
	VPUNPCKHWD X1, X0, X9
	VPUNPCKLWD X3, X2, X10
	VPUNPCKHWD X3, X2, X11
	VPUNPCKLWD X5, X4, X12
	VPUNPCKHWD X5, X4, X13
	VPUNPCKLWD X7, X6, X14
	VPUNPCKHWD X7, X6, X15
	VPUNPCKLDQ X10, X8, X0
	VPUNPCKHDQ X10, X8, X1
	VPUNPCKLDQ X11, X9, X2
	VPUNPCKHDQ X11, X9, X3
	VPUNPCKLDQ X14, X12, X4
	VPUNPCKHDQ X14, X12, X5
	VPUNPCKLDQ X15, X13, X6
	VPUNPCKHDQ X15, X13, X7
	STORED(X0, X4, (DI), (DI)(R8*1))
	STORED(X1, X5, (DI)(R8*2), (DI)(R9*1))
	LEAQ       (DI)(R8*4), DI
	STORED(X2, X6, (DI), (DI)(R8*1))
	STORED(X3, X7, (DI)(R8*2), (DI)(R9*1))
	LEAQ       (DI)(R8*4), DI
	ADDQ       $16, SI
	ADDQ       $16, BX
	DECQ       AX
	JNZ        loop
	RET
