//go:build !purego && !float64

#include "textflag.h"
#include "narrow_amd64.h"

// The centred step on one row of weights, see asm/centre_int_arm64.S.

// ROUND shifts the lanes of g to the right by X8, ties up: by X9 one bit less and the
// bit that falls off, where one, Y10, is 1. t is changed.
#define ROUND(g, t, one) \
	VPSRAD X9, g, t; \
	VPSRAD X8, g, g; \
	VPAND  one, t, t; \
	VPADDD t, g, g

// PREPARE sets X8, X9 and Y10 for a shift by AX; R9 is changed.
#define PREPARE \
	VMOVQ    AX, X8; \
	XORL     R9, R9; \
	VPXOR    Y10, Y10, Y10; \
	VPCMPEQD Y9, Y9, Y9; \
	TESTQ    AX, AX; \
	JZ       prepared; \
	VPSRLD   $31, Y9, Y10; \
	LEAQ     -1(AX), R9; \
prepared: \
	VMOVQ    R9, X9

// func centreIntASM(dw, u *int32, m *Mean, n int)
TEXT ·centreIntASM(SB), NOSPLIT, $0-32
	MOVQ dw+0(FP), DI
	MOVQ u+8(FP), SI
	MOVQ m+16(FP), DX
	MOVQ n+24(FP), CX
	VPBROADCASTD (DX), X6
	XORL R10, R10
	MOVLQSX 4(DX), AX
	MOVQ AX, R11
	NEGQ R11
	CMOVQLT R10, R11
	VMOVQ R11, X7           // left
	CMPQ AX, $0
	CMOVQLT R10, AX
	PREPARE
	VPBROADCASTD 8(DX), X11 // peak
	VPCMPEQD X12, X12, X12
	VPSRLD $1, X12, X12     // 2^31-1
	VPXOR X13, X13, X13
	VPSUBD X12, X13, X13
	MOVQ $0x40000000, AX
	VMOVQ AX, X15
	VPBROADCASTQ X15, X15

loop:
	VMOVDQU (SI), X0
	VPSRLQ $32, X0, X1
	VPMULDQ X6, X0, X0
	VPMULDQ X6, X1, X1
	VPADDQ X15, X0, X0
	VPADDQ X15, X1, X1
	VPSRLQ $31, X0, X0
	VPSLLQ $1, X1, X1
	VPBLENDD $0xA, X1, X0, X0
	ROUND(X0, X1, X10)
	VPSLLD X7, X0, X0
	VMOVDQU (DI), X1
	VPSUBD X0, X1, X2
	VPXOR X0, X1, X3
	VPXOR X2, X1, X4
	VPAND X3, X4, X4        // overflow in the sign
	VPSRAD $31, X1, X3
	VPXOR X12, X3, X3
	VBLENDVPS X4, X3, X2, X2
	VPMAXSD X13, X2, X2
	VMOVDQU X2, (DI)
	VPABSD X2, X2
	VPMAXSD X2, X11, X11
	ADDQ $16, SI
	ADDQ $16, DI
	SUBQ $4, CX
	JGT  loop
	VPSHUFD $0x4E, X11, X0
	VPMAXSD X0, X11, X11
	VPSHUFD $0xB1, X11, X0
	VPMAXSD X0, X11, X11
	VMOVD X11, 8(DX)
	VZEROUPPER
	RET

// func momentsIntASM(dw, u *int32, m *Moments, n int)
TEXT ·momentsIntASM(SB), NOSPLIT, $0-32
	MOVQ dw+0(FP), DI
	MOVQ u+8(FP), SI
	MOVQ m+16(FP), DX
	MOVQ n+24(FP), CX
	MOVLQSX (DX), AX
	PREPARE
	VPXOR X11, X11, X11
	VPXOR X12, X12, X12

loop:
	VMOVDQU (DI), X0
	VMOVDQU (SI), X1
	ROUND(X0, X2, X10)
	VPSRLQ $32, X0, X2
	VPSRLQ $32, X1, X3
	VPMULDQ X0, X1, X1
	VPMULDQ X2, X3, X3
	VPMULDQ X0, X0, X0
	VPMULDQ X2, X2, X2
	VPADDQ X0, X11, X11
	VPADDQ X2, X11, X11
	VPADDQ X1, X12, X12
	VPADDQ X3, X12, X12
	ADDQ $16, DI
	ADDQ $16, SI
	SUBQ $4, CX
	JGT  loop
	VPUNPCKLQDQ X12, X11, X0
	VPUNPCKHQDQ X12, X11, X1
	VPADDQ X0, X1, X1
	VPADDQ 8(DX), X1, X1
	VMOVDQU X1, 8(DX)
	VZEROUPPER
	RET

// func narrowIntASM(v *int16, dw *int32, r *Rounding, n int)
TEXT ·narrowIntASM(SB), NOSPLIT, $0-32
	MOVQ v+0(FP), DI
	MOVQ dw+8(FP), SI
	MOVQ r+16(FP), DX
	MOVQ n+24(FP), CX
	NARROWING

loop:
	VMOVDQU (SI), X0
	VMOVDQU 16(SI), X1
	NARROW(X0, X1)
	VMOVDQU X0, (DI)
	ADDQ $32, SI
	ADDQ $16, DI
	SUBQ $8, CX
	JGT  loop
	NARROWED
	VZEROUPPER
	RET

// func sizeInt8ASM(hi, lo *int8, s *Size, n int)
TEXT ·sizeInt8ASM(SB), NOSPLIT, $0-32
	MOVQ hi+0(FP), DI
	MOVQ lo+8(FP), SI
	MOVQ s+16(FP), DX
	MOVQ n+24(FP), CX
	VPXOR Y4, Y4, Y4
	VPBROADCASTD 8(DX), Y5

loop:
	VPMOVSXBD (DI), Y0
	VPMOVSXBD (SI), Y1
	VPSLLD $8, Y0, Y0
	VPADDD Y1, Y0, Y0
	VPABSD Y0, Y0
	VPMAXSD Y0, Y5, Y5
	VPSRLQ $32, Y0, Y1
	VPMULDQ Y0, Y0, Y0
	VPMULDQ Y1, Y1, Y1
	VPADDQ Y0, Y4, Y4
	VPADDQ Y1, Y4, Y4
	ADDQ $8, DI
	ADDQ $8, SI
	SUBQ $8, CX
	JGT  loop
	VEXTRACTI128 $1, Y4, X0
	VPADDQ X0, X4, X4
	VPUNPCKHQDQ X4, X4, X0
	VPADDQ X0, X4, X4
	VMOVQ X4, AX
	ADDQ AX, (DX)
	VEXTRACTI128 $1, Y5, X0
	VPMAXSD X0, X5, X5
	VPSHUFD $0x4E, X5, X0
	VPMAXSD X0, X5, X5
	VPSHUFD $0xB1, X5, X0
	VPMAXSD X0, X5, X5
	VMOVD X5, 8(DX)
	VZEROUPPER
	RET
