//go:build !purego && !float64

#include "textflag.h"

// Sums over four blocks of n elements, one after the other in memory, n a multiple of 8
// and positive. Each sum adds its blocks in their order.
//
//	CX elements left    R10 bytes of a block, R11 of three
//	arguments in DI, SI, BX, DX, R8, R9, in their order, each moves on

#define BLOCKS \
	LEAQ (CX*4), R10; \
	LEAQ (R10)(R10*2), R11

#define LOOP_END(label) \
	SUBQ $8, CX; \
	JNZ  label; \
	VZEROUPPER; \
	RET

// func addFewASM(y, x *float32, n int): y += x
TEXT ·addFewASM(SB), NOSPLIT, $0-24
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	BLOCKS

loop:
	VMOVUPS (DI), Y0
	VADDPS  (SI), Y0, Y0
	VADDPS  (SI)(R10*1), Y0, Y0
	VADDPS  (SI)(R10*2), Y0, Y0
	VADDPS  (SI)(R11*1), Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	LOOP_END(loop)

#define DEVIATE(x, y) \
	VMOVUPS x, y; \
	VSUBPS  Y7, y, y; \
	VMULPS  y, y, y; \
	VADDPS  y, Y0, Y0

// func deviateFewASM(q, x, mean *float32, n int): q += (x-mean)²
TEXT ·deviateFewASM(SB), NOSPLIT, $0-32
	MOVQ q+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ mean+16(FP), BX
	MOVQ n+24(FP), CX
	BLOCKS

loop:
	VMOVUPS (BX), Y7
	VMOVUPS (DI), Y0
	DEVIATE((SI), Y1)
	DEVIATE((SI)(R10*1), Y2)
	DEVIATE((SI)(R10*2), Y3)
	DEVIATE((SI)(R11*1), Y4)
	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	ADDQ    $32, BX
	LOOP_END(loop)

#define SUMS(dy, x, y, z) \
	VMULPS      x, Y6, y; \
	VADDPS      Y7, y, y; \
	VMOVUPS     dy, z; \
	VADDPS      z, Y0, Y0; \
	VFMADD231PS y, z, Y1

// func normSumsFewASM(sum, sumX, dy, x, s, t *float32, n int)
//
//	sum += dy; sumX += dy*(x*s + t), the last product fused
TEXT ·normSumsFewASM(SB), NOSPLIT, $0-56
	MOVQ sum+0(FP), DI
	MOVQ sumX+8(FP), SI
	MOVQ dy+16(FP), BX
	MOVQ x+24(FP), DX
	MOVQ s+32(FP), R8
	MOVQ t+40(FP), R9
	MOVQ n+48(FP), CX
	BLOCKS

loop:
	VMOVUPS (DI), Y0
	VMOVUPS (SI), Y1
	VMOVUPS (R8), Y6
	VMOVUPS (R9), Y7
	SUMS((BX), (DX), Y2, Y3)
	SUMS((BX)(R10*1), (DX)(R10*1), Y4, Y5)
	SUMS((BX)(R10*2), (DX)(R10*2), Y8, Y9)
	SUMS((BX)(R11*1), (DX)(R11*1), Y10, Y11)
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, (SI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	ADDQ    $32, BX
	ADDQ    $32, DX
	ADDQ    $32, R8
	ADDQ    $32, R9
	LOOP_END(loop)
