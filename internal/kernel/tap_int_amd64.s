//go:build !purego && !float64

#include "textflag.h"

// Taps of a depthwise convolution, see asm/tap_int_arm64.S. SI and BX are the factors,
// R8 and R9 their strides, R10 and R11 rows of them, R12 the rows left, CX the elements
// left; in masks AX counts elements up to CX. Y7 is the zero point.

// func tapsInt8ASM(acc *int32, x *int8, xs int, w *int8, ws, rows, zero, n int)
TEXT ·tapsInt8ASM(SB), NOSPLIT, $0-64
	MOVQ acc+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ xs+16(FP), R8
	MOVQ w+24(FP), BX
	MOVQ ws+32(FP), R9
	MOVQ rows+40(FP), DX
	MOVQ zero+48(FP), AX
	MOVQ n+56(FP), CX
	VMOVD AX, X7
	VPBROADCASTD X7, Y7

block:
	VMOVDQU (DI), Y2
	MOVQ SI, R10
	MOVQ BX, R11
	MOVQ DX, R12

row:
	VPMOVSXBD (R10), Y0
	VPMOVSXBD (R11), Y1
	VPSUBD  Y7, Y0, Y0
	VPMULLD Y1, Y0, Y0
	VPADDD  Y0, Y2, Y2
	ADDQ R8, R10
	ADDQ R9, R11
	DECQ R12
	JNZ  row
	VMOVDQU Y2, (DI)
	ADDQ $32, DI
	ADDQ $8, SI
	ADDQ $8, BX
	SUBQ $8, CX
	JGT  block
	VZEROUPPER
	RET

// func tapsInt16ASM(acc *int32, h *int16, hs int, x *int8, xs, rows, zero, n int)
TEXT ·tapsInt16ASM(SB), NOSPLIT, $0-64
	MOVQ acc+0(FP), DI
	MOVQ h+8(FP), SI
	MOVQ hs+16(FP), R8
	MOVQ x+24(FP), BX
	MOVQ xs+32(FP), R9
	MOVQ rows+40(FP), DX
	MOVQ zero+48(FP), AX
	MOVQ n+56(FP), CX
	VMOVD AX, X7
	VPBROADCASTD X7, Y7

block:
	VMOVDQU (DI), Y2
	MOVQ SI, R10
	MOVQ BX, R11
	MOVQ DX, R12

row:
	VPMOVSXWD (R10), Y0
	VPMOVSXBD (R11), Y1
	VPSUBD  Y7, Y1, Y1
	VPMULLD Y1, Y0, Y0
	VPADDD  Y0, Y2, Y2
	ADDQ R8, R10
	ADDQ R9, R11
	DECQ R12
	JNZ  row
	VMOVDQU Y2, (DI)
	ADDQ $32, DI
	ADDQ $16, SI
	ADDQ $8, BX
	SUBQ $8, CX
	JGT  block
	VZEROUPPER
	RET

// func maskInt8ASM(v *int32, y *int8, zero, n int)
TEXT ·maskInt8ASM(SB), NOSPLIT, $0-32
	MOVQ v+0(FP), DI
	MOVQ y+8(FP), SI
	MOVQ zero+16(FP), AX
	MOVQ n+24(FP), CX
	VMOVD AX, X7
	VPBROADCASTD X7, Y7
	XORL AX, AX

loop:
	VPMOVSXBD (SI)(AX*1), Y0
	VPCMPGTD Y7, Y0, Y0
	VPAND   (DI)(AX*4), Y0, Y0
	VMOVDQU Y0, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT  loop
	VZEROUPPER
	RET
