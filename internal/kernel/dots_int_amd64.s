//go:build !purego && !float64

#include "textflag.h"

// The products of one vector with rows of weights, see asm/dots_int_arm64.S. SI is x,
// DX the tail, BX and R11 to R13 four rows, AX bytes up to CX, R10 off.

// MAC adds the products of Y4 with 16 bytes of a row to sum.
#define MAC(row, at, sum) \
	VPMOVSXBW (row)(at*1), Y5; \
	VPMADDWD  Y4, Y5, Y5; \
	VPADDD    Y5, sum, sum

// func dotsInt8ASM(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int)
TEXT ·dotsInt8ASM(SB), NOSPLIT, $0-64
	MOVQ sums+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ w+16(FP), BX
	MOVQ n+24(FP), CX
	MOVQ tail+32(FP), DX
	MOVQ stride+40(FP), R8
	MOVQ outs+48(FP), R9
	MOVQ off+56(FP), R10
	SUBQ $4, R9
	JLT  rest

four:
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	LEAQ  (BX)(R8*1), R11
	LEAQ  (R11)(R8*1), R12
	LEAQ  (R12)(R8*1), R13
	XORL  AX, AX
	CMPQ  AX, CX
	JGE   tail4

loop4:
	VPMOVSXBW (SI)(AX*1), Y4
	MAC(BX, AX, Y0)
	MAC(R11, AX, Y1)
	MAC(R12, AX, Y2)
	MAC(R13, AX, Y3)
	ADDQ $16, AX
	CMPQ AX, CX
	JLT  loop4

tail4:
	TESTQ DX, DX
	JZ    store4
	VPMOVSXBW (DX), Y4
	MAC(BX, R10, Y0)
	MAC(R11, R10, Y1)
	MAC(R12, R10, Y2)
	MAC(R13, R10, Y3)

store4:
	VPHADDD      Y1, Y0, Y0
	VPHADDD      Y3, Y2, Y2
	VPHADDD      Y2, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPADDD       X1, X0, X0
	VPADDD       (DI), X0, X0
	VMOVDQU      X0, (DI)
	ADDQ         $16, DI
	LEAQ (BX)(R8*4), BX
	SUBQ $4, R9
	JGE  four

rest:
	ADDQ $4, R9
	JZ   done

one:
	VPXOR Y0, Y0, Y0
	XORL  AX, AX
	CMPQ  AX, CX
	JGE   tail1

loop1:
	VPMOVSXBW (SI)(AX*1), Y4
	MAC(BX, AX, Y0)
	ADDQ $16, AX
	CMPQ AX, CX
	JLT  loop1

tail1:
	TESTQ DX, DX
	JZ    store1
	VPMOVSXBW (DX), Y4
	MAC(BX, R10, Y0)

store1:
	VEXTRACTI128 $1, Y0, X1
	VPADDD       X1, X0, X0
	VPHADDD      X0, X0, X0
	VPHADDD      X0, X0, X0
	VMOVD        X0, AX
	ADDL         AX, (DI)
	ADDQ         $4, DI
	ADDQ R8, BX
	SUBQ $1, R9
	JGT  one

done:
	VZEROUPPER
	RET

#undef MAC
#define MAC(row, at, sum) \
	VPMADDWD  (row)(at*1), X4, X5; \
	VPMOVSXDQ X5, Y5; \
	VPADDQ    Y5, sum, sum

// PAIR puts the sums of ya and yb, two lanes of 64 bits, in xa.
#define PAIR(ya, xa, yb, xb) \
	VEXTRACTI128 $1, ya, X5; \
	VPADDQ       X5, xa, xa; \
	VEXTRACTI128 $1, yb, X5; \
	VPADDQ       X5, xb, xb; \
	VPUNPCKLQDQ  xb, xa, X5; \
	VPUNPCKHQDQ  xb, xa, xa; \
	VPADDQ       X5, xa, xa

// func dotsInt16ASM(sums *int64, x, w *int16, n int, tail *int16, stride, outs, off int)
TEXT ·dotsInt16ASM(SB), NOSPLIT, $0-64
	MOVQ sums+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ w+16(FP), BX
	MOVQ n+24(FP), CX
	MOVQ tail+32(FP), DX
	MOVQ stride+40(FP), R8
	MOVQ outs+48(FP), R9
	MOVQ off+56(FP), R10
	SUBQ $4, R9
	JLT  rest

four:
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	LEAQ  (BX)(R8*1), R11
	LEAQ  (R11)(R8*1), R12
	LEAQ  (R12)(R8*1), R13
	XORL  AX, AX
	CMPQ  AX, CX
	JGE   tail4

loop4:
	VMOVDQU (SI)(AX*1), X4
	MAC(BX, AX, Y0)
	MAC(R11, AX, Y1)
	MAC(R12, AX, Y2)
	MAC(R13, AX, Y3)
	ADDQ $16, AX
	CMPQ AX, CX
	JLT  loop4

tail4:
	TESTQ DX, DX
	JZ    store4
	VMOVDQU (DX), X4
	MAC(BX, R10, Y0)
	MAC(R11, R10, Y1)
	MAC(R12, R10, Y2)
	MAC(R13, R10, Y3)

store4:
	PAIR(Y0, X0, Y1, X1)
	PAIR(Y2, X2, Y3, X3)
	VPADDQ  (DI), X0, X0
	VPADDQ  16(DI), X2, X2
	VMOVDQU X0, (DI)
	VMOVDQU X2, 16(DI)
	ADDQ    $32, DI
	LEAQ (BX)(R8*4), BX
	SUBQ $4, R9
	JGE  four

rest:
	ADDQ $4, R9
	JZ   done

one:
	VPXOR Y0, Y0, Y0
	XORL  AX, AX
	CMPQ  AX, CX
	JGE   tail1

loop1:
	VMOVDQU (SI)(AX*1), X4
	MAC(BX, AX, Y0)
	ADDQ $16, AX
	CMPQ AX, CX
	JLT  loop1

tail1:
	TESTQ DX, DX
	JZ    store1
	VMOVDQU (DX), X4
	MAC(BX, R10, Y0)

store1:
	VEXTRACTI128 $1, Y0, X1
	VPADDQ       X1, X0, X0
	VPUNPCKHQDQ  X0, X0, X1
	VPADDQ       X1, X0, X0
	VMOVQ        X0, AX
	ADDQ         AX, (DI)
	ADDQ         $8, DI
	ADDQ R8, BX
	SUBQ $1, R9
	JGT  one

done:
	VZEROUPPER
	RET
