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

// func largerInt8ASM(best, x *int8, bits *uint8, n int)
TEXT ·largerInt8ASM(SB), NOSPLIT, $0-32
	MOVQ best+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ bits+16(FP), BX
	MOVQ n+24(FP), CX

loop:
	VMOVQ (DI), X0
	VMOVQ (SI), X1
	VPCMPGTB X0, X1, X2
	VPMAXSB X0, X1, X0
	VPMOVMSKB X2, AX
	ORB  AX, (BX)
	VMOVQ X0, (DI)
	INCQ BX
	ADDQ $8, SI
	ADDQ $8, DI
	SUBQ $8, CX
	JGT  loop
	RET

DATA picks<>+0(SB)/4, $0x00000000
DATA picks<>+4(SB)/4, $0x9E3779B1
DATA picks<>+8(SB)/4, $0x3C6EF362
DATA picks<>+12(SB)/4, $0xDAA66D13
DATA picks<>+16(SB)/4, $0x78DDE6C4
DATA picks<>+20(SB)/4, $0x17156075
DATA picks<>+24(SB)/4, $0xB54CDA26
DATA picks<>+28(SB)/4, $0x538453D7
GLOBL picks<>(SB), RODATA, $32

#define LANES(v, x, y) \
	MOVL         v, AX; \
	VMOVD        AX, x; \
	VPBROADCASTD x, y

// func randomsPickASM(r *uint32, bits *uint8, n int, start, far uint32)
TEXT ·randomsPickASM(SB), NOSPLIT, $0-32
	MOVQ r+0(FP), DI
	MOVQ bits+8(FP), BX
	MOVQ n+16(FP), CX
	LANES(start+24(FP), X0, Y0)
	VPADDD picks<>(SB), Y0, Y0
	LANES(far+28(FP), X8, Y8)
	MOVQ $0x8040201008040201, AX
	VMOVQ AX, X9
	LANES($0x85EBCA6B, X10, Y10)
	LANES($0xC2B2AE35, X11, Y11)
	LANES($0xF1BBCD88, X12, Y12) // 8·golden

loop:
	VPBROADCASTB (BX), X1
	VPAND X9, X1, X1
	VPCMPEQB X9, X1, X1
	VPMOVSXBD X1, Y1
	VPAND Y8, Y1, Y1
	VPADDD Y0, Y1, Y1
	VPSRLD $16, Y1, Y2
	VPXOR Y2, Y1, Y1
	VPMULLD Y10, Y1, Y1
	VPSRLD $13, Y1, Y2
	VPXOR Y2, Y1, Y1
	VPMULLD Y11, Y1, Y1
	VPSRLD $16, Y1, Y2
	VPXOR Y2, Y1, Y1
	VMOVDQU Y1, (DI)
	VPADDD Y12, Y0, Y0
	INCQ BX
	ADDQ $32, DI
	SUBQ $8, CX
	JGT  loop
	VZEROUPPER
	RET
