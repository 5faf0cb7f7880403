//go:build !purego && !float64

#include "textflag.h"
#include "narrow_amd64.h"

// The move of a row of weights, and the row that it moves along, see
// asm/move_int_arm64.S.

DATA ramp<>+0(SB)/8, $0x0003000200010000
DATA ramp<>+8(SB)/8, $0x0007000600050004
GLOBL ramp<>(SB), RODATA, $16

#define WORDS(v, x) \
	MOVL         v, AX; \
	VMOVD        AX, x; \
	VPBROADCASTW x, x

// func moveInt8ASM(hi, lo *int8, v *int16, m *Move, n int)
TEXT ·moveInt8ASM(SB), NOSPLIT, $0-40
	MOVQ hi+0(FP), DI
	MOVQ lo+8(FP), SI
	MOVQ v+16(FP), BX
	MOVQ m+24(FP), DX
	MOVQ n+32(FP), CX
	VPBROADCASTW (DX), X6   // factor
	MOVL 4(DX), AX
	MOVL $16, R9
	SUBL AX, R9
	VMOVD R9, X7            // of the random number
	DECL AX
	VMOVD AX, X12           // of the sum, which is halved before
	WORDS($0x9E37, X10)
	VPMULLW ramp<>(SB), X10, X9
	VPBROADCASTW 8(DX), X0
	VPADDW X0, X9, X9
	VPSLLW $3, X10, X10
	WORDS($1, X11)
	WORDS($128, X8)
	WORDS($255, X13)

loop:
	VMOVDQU (BX), X0
	VPMULHRSW X6, X0, X0
	VPSRLW X7, X9, X3
	VPADDW X10, X9, X9
	VPAND X0, X3, X4
	VPAND X11, X4, X4
	VPSRAW $1, X0, X0
	VPSRLW $1, X3, X3
	VPADDW X3, X0, X0
	VPADDW X4, X0, X0
	VPSRAW X12, X0, X0
	VPMOVSXBW (DI), X1
	VPMOVSXBW (SI), X2
	VPSLLW $8, X1, X1
	VPADDW X2, X1, X1
	VPADDW X8, X1, X1       // w + 128
	VPSUBW X0, X1, X1
	VPSRLW $8, X1, X2       // hi
	VPAND X13, X1, X1
	VPADDW X8, X1, X1       // lo + 256
	VPAND X13, X1, X1
	VPACKUSWB X1, X2, X2
	VMOVQ X2, (DI)
	VPSRLDQ $8, X2, X2
	VMOVQ X2, (SI)
	ADDQ $16, BX
	ADDQ $8, DI
	ADDQ $8, SI
	SUBQ $8, CX
	JGT  loop
	VZEROUPPER
	RET

// func shrinkInt8ASM(hi, lo *int8, n int)
TEXT ·shrinkInt8ASM(SB), NOSPLIT, $0-24
	MOVQ hi+0(FP), DI
	MOVQ lo+8(FP), SI
	MOVQ n+16(FP), CX
	MOVL $205, AX
	VMOVD AX, X6
	VPBROADCASTD X6, Y6
	MOVL $128, AX
	VMOVD AX, X7
	VPBROADCASTD X7, Y7

loop:
	VPMOVSXBD (DI), Y0
	VPMOVSXBD (SI), Y1
	VPSLLD $8, Y0, Y0
	VPADDD Y1, Y0, Y0
	VPMULLD Y6, Y0, Y0
	VPADDD Y7, Y0, Y0
	VPSRAD $8, Y0, Y0       // w
	VPADDD Y7, Y0, Y1
	VPSRAD $8, Y1, Y1       // hi
	VPSLLD $8, Y1, Y2
	VPSUBD Y2, Y0, Y0       // lo
	VPACKSSDW Y0, Y1, Y1    // hi lo in each half
	VPACKSSWB Y1, Y1, Y1
	VEXTRACTI128 $1, Y1, X2
	VPUNPCKLDQ X2, X1, X1   // hi, lo
	VMOVQ X1, (DI)
	VPSRLDQ $8, X1, X1
	VMOVQ X1, (SI)
	ADDQ $8, DI
	ADDQ $8, SI
	SUBQ $8, CX
	JGT  loop
	VZEROUPPER
	RET

// func deviateInt8ASM(d *int16, x *int8, mean *int16, zero, n int)
TEXT ·deviateInt8ASM(SB), NOSPLIT, $0-40
	MOVQ d+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ mean+16(FP), BX
	MOVQ zero+24(FP), AX
	VMOVD AX, X7
	VPBROADCASTW X7, X7
	MOVQ n+32(FP), CX

loop:
	VPMOVSXBW (SI), X0
	VPSUBW X7, X0, X0
	VPSLLW $6, X0, X0
	VPSUBW (BX), X0, X0
	VMOVDQU X0, (DI)
	ADDQ $16, DI
	ADDQ $8, SI
	ADDQ $16, BX
	SUBQ $8, CX
	JGT  loop
	VZEROUPPER
	RET

// func combineInt16ASM(v, h *int16, count int, d *int16, stride int, r *Rounding, n int)
TEXT ·combineInt16ASM(SB), NOSPLIT, $0-56
	MOVQ v+0(FP), DI
	MOVQ h+8(FP), SI
	MOVQ count+16(FP), R8
	MOVQ d+24(FP), BX
	MOVQ stride+32(FP), R10
	MOVQ r+40(FP), DX
	MOVQ n+48(FP), CX
	NARROWING

block:
	VPXOR X0, X0, X0
	VPXOR X1, X1, X1
	MOVQ SI, R11
	MOVQ BX, R12
	MOVQ R8, R13

row:
	VPBROADCASTW (R11), X2
	VMOVDQU (R12), X3
	VPMULLW X3, X2, X4
	VPMULHW X3, X2, X5
	VPUNPCKLWD X5, X4, X2
	VPUNPCKHWD X5, X4, X3
	VPADDD X2, X0, X0
	VPADDD X3, X1, X1
	ADDQ $2, R11
	ADDQ R10, R12
	DECQ R13
	JNZ  row
	NARROW(X0, X1)
	VMOVDQU X0, (DI)
	ADDQ $16, DI
	ADDQ $16, BX
	SUBQ $8, CX
	JGT  block
	NARROWED
	VZEROUPPER
	RET
