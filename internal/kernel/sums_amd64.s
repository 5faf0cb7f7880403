//go:build !purego && !float64

#include "textflag.h"

// The sums: n is a multiple of 16 and positive. Y0 and Y1 are the 16 lanes, which
// start at those in l and are stored there; AX counts elements up to CX.

#define HEAD \
	VMOVUPS (DI), Y0; \
	VMOVUPS 32(DI), Y1; \
	XORL    AX, AX

#define TAIL(label) \
	VADDPS  Y2, Y0, Y0; \
	VADDPS  Y3, Y1, Y1; \
	ADDQ    $16, AX; \
	CMPQ    AX, CX; \
	JLT     label; \
	VMOVUPS Y0, (DI); \
	VMOVUPS Y1, 32(DI); \
	VZEROUPPER; \
	RET

// func sumASM(l *[16]float32, x *float32, n int): l += x
TEXT ·sumASM(SB), NOSPLIT, $0-24
	MOVQ l+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	HEAD

loop:
	VMOVUPS (SI)(AX*4), Y2
	VMOVUPS 32(SI)(AX*4), Y3
	TAIL(loop)

// func sumSqASM(l *[16]float32, x *float32, n int): l += x*x
TEXT ·sumSqASM(SB), NOSPLIT, $0-24
	MOVQ l+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	HEAD

loop:
	VMOVUPS (SI)(AX*4), Y2
	VMOVUPS 32(SI)(AX*4), Y3
	VMULPS  Y2, Y2, Y2
	VMULPS  Y3, Y3, Y3
	TAIL(loop)

// func dotASM(l *[16]float32, x, y *float32, n int): l += x*y
TEXT ·dotASM(SB), NOSPLIT, $0-32
	MOVQ l+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ y+16(FP), BX
	MOVQ n+24(FP), CX
	HEAD

loop:
	VMOVUPS (SI)(AX*4), Y2
	VMOVUPS 32(SI)(AX*4), Y3
	VMULPS  (BX)(AX*4), Y2, Y2
	VMULPS  32(BX)(AX*4), Y3, Y3
	TAIL(loop)
