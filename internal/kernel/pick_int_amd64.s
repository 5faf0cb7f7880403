//go:build !purego && !float64

#include "textflag.h"

// func pickInt16ASM(y, x *int16, bits *uint8, flip, n int), see asm/pick_int_arm64.S
TEXT ·pickInt16ASM(SB), NOSPLIT, $0-40
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ bits+16(FP), BX
	MOVQ flip+24(FP), AX
	MOVQ n+32(FP), CX
	VMOVD AX, X8
	VPBROADCASTB X8, X8
	MOVQ $0x8040201008040201, AX
	VMOVQ AX, X9

loop:
	VPBROADCASTB (BX), X0
	VPXOR X8, X0, X0
	VPAND X9, X0, X0
	VPCMPEQB X9, X0, X0
	VPMOVSXBW X0, X0
	VPAND (SI), X0, X0
	VMOVDQU X0, (DI)
	INCQ BX
	ADDQ $16, SI
	ADDQ $16, DI
	SUBQ $8, CX
	JGT  loop
	RET
