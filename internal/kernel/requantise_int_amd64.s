//go:build !purego && !float64

#include "textflag.h"

// From sums to activations, from gradients to backward values, and random numbers:
// see asm/requantise_int_arm64.S.

// SRDHM multiplies the Q31 fractions of x and m, m positive: x = (x·m + 2^30) >> 31. a
// and b are changed; Y15 is 2^30 in 64 bits.
#define SRDHM(x, m, a, b) \
	VPSRLQ   $32, x, a; \
	VPSRLQ   $32, m, b; \
	VPMULDQ  m, x, x; \
	VPMULDQ  b, a, a; \
	VPADDQ   X15, x, x; \
	VPADDQ   X15, a, a; \
	VPSRLQ   $31, x, x; \
	VPSLLQ   $1, a, a; \
	VPBLENDD $0xA, a, x, x

// SET fills the lanes of a register with the number at p.
#define SET(p, x) \
	VPBROADCASTD p, x

// func requantiseInt8ASM(y *int8, sums *int32, m *fixedpoint.Multiplier, c *Clip, n, stride, rows int)
TEXT ·requantiseInt8ASM(SB), NOSPLIT, $0-56
	MOVQ y+0(FP), DI
	MOVQ sums+8(FP), SI
	MOVQ m+16(FP), BX
	MOVQ c+24(FP), DX
	MOVQ n+32(FP), R8
	MOVQ stride+40(FP), R9
	MOVQ rows+48(FP), R10
	SUBQ R8, R9             // from the end of a row to the next
	MOVQ BX, R11
	SET((DX), X8)
	SET(4(DX), X9)
	SET(8(DX), X10)
	VPSUBD X8, X9, X9
	VPSUBD X8, X10, X10
	SET(20(DX), X11)
	SET(24(DX), X12)
	VPXOR X13, X13, X13
	VPXOR X14, X14, X14
	MOVQ $0x40000000, AX
	VMOVQ AX, X15
	VPBROADCASTQ X15, X15

row:
	MOVQ R11, BX
	MOVQ R8, CX

loop:
	VMOVDQU (BX), X0
	VMOVDQU 16(BX), X1
	VMOVDQU 32(BX), X2
	VMOVDQU 48(BX), X3
	VPUNPCKLDQ X1, X0, X4
	VPUNPCKHDQ X1, X0, X5
	VPUNPCKLDQ X3, X2, X6
	VPUNPCKHDQ X3, X2, X7
	VPUNPCKLQDQ X6, X4, X1 // M
	VPUNPCKLQDQ X7, X5, X2 // Shift
	VMOVDQU (SI), X0
	VPXOR X7, X7, X7
	VPMAXSD X7, X2, X3
	VPSUBD X2, X7, X2
	VPMAXSD X7, X2, X2     // e, the shift to the right
	VPSLLVD X3, X0, X0
	SRDHM(X0, X1, X3, X4)
	VPCMPEQD X4, X4, X4
	VPSRLD $31, X4, X3     // 1
	VPSLLVD X2, X3, X5
	VPADDD X4, X5, X5      // mask
	VPAND X5, X0, X6       // remainder
	VPSRLD $1, X5, X5
	VPCMPGTD X0, X7, X3    // x < 0
	VPSUBD X3, X5, X5      // threshold
	VPCMPGTD X5, X6, X6
	VPSRAVD X2, X0, X0
	VPSUBD X6, X0, X0
	VPSRLD $27, X4, X3     // 31
	VPCMPGTD X3, X2, X3
	VPANDN X0, X3, X0      // 0 where e > 31
	VPCMPGTD X0, X9, X1
	VPSUBD X1, X13, X13
	VPCMPGTD X10, X0, X1
	VPSUBD X1, X14, X14
	VPMAXSD X9, X0, X0
	VPMINSD X10, X0, X0
	VPMINSD X0, X11, X11
	VPMAXSD X0, X12, X12
	VPADDD X8, X0, X0
	VPACKSSDW X0, X0, X0
	VPACKSSWB X0, X0, X0
	VMOVD X0, (DI)
	ADDQ $64, BX
	ADDQ $16, SI
	ADDQ $4, DI
	SUBQ $4, CX
	JGT  loop
	ADDQ R9, DI
	LEAQ (SI)(R9*4), SI
	DECQ R10
	JNZ  row
	VPHADDD X14, X13, X13
	VPHADDD X13, X13, X13 // below, above
	VMOVQ 12(DX), X0
	VPADDD X0, X13, X13
	VMOVQ X13, 12(DX)
	VPSHUFD $0x4E, X11, X0
	VPMINSD X0, X11, X11
	VPSHUFD $0xB1, X11, X0
	VPMINSD X0, X11, X11
	VMOVD X11, 20(DX)
	VPSHUFD $0x4E, X12, X0
	VPMAXSD X0, X12, X12
	VPSHUFD $0xB1, X12, X0
	VPMAXSD X0, X12, X12
	VMOVD X12, 24(DX)
	VZEROUPPER
	RET

DATA lanes<>+0(SB)/4, $0x00000000
DATA lanes<>+4(SB)/4, $0x9E3779B1
DATA lanes<>+8(SB)/4, $0x3C6EF362
DATA lanes<>+12(SB)/4, $0xDAA66D13
GLOBL lanes<>(SB), RODATA, $16

// func randomsASM(r *uint32, n int, start uint32)
TEXT ·randomsASM(SB), NOSPLIT, $0-20
	MOVQ r+0(FP), DI
	MOVQ n+8(FP), CX
	MOVL start+16(FP), AX
	VMOVD AX, X0
	VPBROADCASTD X0, X0
	VPADDD lanes<>(SB), X0, X0
	MOVL $0x85EBCA6B, AX
	VMOVD AX, X4
	VPBROADCASTD X4, X4
	MOVL $0xC2B2AE35, AX
	VMOVD AX, X5
	VPBROADCASTD X5, X5
	MOVL $0x78DDE6C4, AX // 4·golden
	VMOVD AX, X6
	VPBROADCASTD X6, X6

loop:
	VPSRLD $16, X0, X2
	VPXOR X2, X0, X1
	VPMULLD X4, X1, X1
	VPSRLD $13, X1, X2
	VPXOR X2, X1, X1
	VPMULLD X5, X1, X1
	VPSRLD $16, X1, X2
	VPXOR X2, X1, X1
	VPADDD X6, X0, X0
	VMOVDQU X1, (DI)
	ADDQ $16, DI
	SUBQ $4, CX
	JGT  loop
	VZEROUPPER
	RET

// func receiveIntASM(h *int16, v, rel *int32, r *uint32, e *Exponent, n int)
TEXT ·receiveIntASM(SB), NOSPLIT, $0-48
	MOVQ h+0(FP), DI
	MOVQ v+8(FP), SI
	MOVQ rel+16(FP), BX
	MOVQ r+24(FP), R8
	MOVQ e+32(FP), DX
	MOVQ n+40(FP), CX
	MOVQ (DX), AX           // shift
	VMOVQ AX, X8
	MOVQ $63, R9
	SUBQ AX, R9
	VMOVQ R9, X0
	VPCMPEQD Y1, Y1, Y1
	VPSRLQ $63, Y1, Y1
	VPSLLQ X0, Y1, Y9       // the sign after the shift
	XORL R10, R10
	MOVQ AX, R9
	SUBQ $32, R9
	CMOVQLT R10, R9
	VMOVQ R9, X10           // r to the left
	MOVQ $32, R9
	SUBQ AX, R9
	CMOVQLT R10, R9
	VMOVQ R9, X11           // r to the right
	MOVLQSX 8(DX), AX
	VMOVQ AX, X12
	VPBROADCASTQ X12, Y12   // most
	VPXOR Y7, Y7, Y7
	VPSUBQ Y12, Y7, Y13
	VPBROADCASTQ 16(DX), Y14 // peak

loop:
	VPMOVSXDQ (SI), Y0
	VPMOVSXDQ (BX), Y1
	VPMULDQ Y1, Y0, Y0
	VPCMPGTQ Y0, Y7, Y1
	VPXOR Y1, Y0, Y2
	VPSUBQ Y1, Y2, Y2       // |p|
	VPCMPGTQ Y14, Y2, Y1
	VBLENDVPD Y1, Y2, Y14, Y14
	VPMOVZXDQ (R8), Y1
	VPSLLQ X10, Y1, Y1
	VPSRLQ X11, Y1, Y1
	VPADDQ Y1, Y0, Y0
	VPSRLQ X8, Y0, Y0
	VPXOR Y9, Y0, Y0
	VPSUBQ Y9, Y0, Y0
	VPCMPGTQ Y12, Y0, Y1
	VBLENDVPD Y1, Y12, Y0, Y0
	VPCMPGTQ Y0, Y13, Y1
	VBLENDVPD Y1, Y13, Y0, Y0
	VPSHUFD $0x08, Y0, Y0
	VPERMQ $0x08, Y0, Y0
	VPACKSSDW X0, X0, X0
	VMOVQ X0, (DI)
	ADDQ $16, SI
	ADDQ $16, BX
	ADDQ $16, R8
	ADDQ $8, DI
	SUBQ $4, CX
	JGT  loop
	VEXTRACTI128 $1, Y14, X0
	VPCMPGTQ X14, X0, X1
	VBLENDVPD X1, X0, X14, X14
	VPSHUFD $0x4E, X14, X0
	VPCMPGTQ X14, X0, X1
	VBLENDVPD X1, X0, X14, X14
	VMOVQ X14, 16(DX)
	VZEROUPPER
	RET
