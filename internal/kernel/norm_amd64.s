//go:build !purego && !float64

#include "textflag.h"

// The loops of batch normalisation: n is a multiple of 8 and positive, AX counts
// elements up to CX. Arguments are in DI, SI, BX, DX, R8, R9, in their order.

#define LOOP_END(label) \
	ADDQ $8, AX; \
	CMPQ AX, CX; \
	JLT  label; \
	VZEROUPPER; \
	RET

// func deviateASM(q, x, mean *float32, n int): q += (x-mean)²
TEXT ·deviateASM(SB), NOSPLIT, $0-32
	MOVQ q+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ mean+16(FP), BX
	MOVQ n+24(FP), CX
	XORL AX, AX

loop:
	VMOVUPS (SI)(AX*4), Y0
	VSUBPS  (BX)(AX*4), Y0, Y0
	VMULPS  Y0, Y0, Y0
	VADDPS  (DI)(AX*4), Y0, Y0
	VMOVUPS Y0, (DI)(AX*4)
	LOOP_END(loop)

// func normSumsASM(sum, sumX, dy, x, s, t *float32, n int)
//
//	sum += dy; sumX += dy*(x*s + t), the last product fused
TEXT ·normSumsASM(SB), NOSPLIT, $0-56
	MOVQ sum+0(FP), DI
	MOVQ sumX+8(FP), SI
	MOVQ dy+16(FP), BX
	MOVQ x+24(FP), DX
	MOVQ s+32(FP), R8
	MOVQ t+40(FP), R9
	MOVQ n+48(FP), CX
	XORL AX, AX

loop:
	VMOVUPS     (DX)(AX*4), Y0
	VMULPS      (R8)(AX*4), Y0, Y0
	VADDPS      (R9)(AX*4), Y0, Y0
	VMOVUPS     (BX)(AX*4), Y1
	VADDPS      (DI)(AX*4), Y1, Y2
	VMOVUPS     (SI)(AX*4), Y3
	VFMADD231PS Y0, Y1, Y3
	VMOVUPS     Y2, (DI)(AX*4)
	VMOVUPS     Y3, (SI)(AX*4)
	LOOP_END(loop)

// func normGradASM(dx, x, s, t, dy, gain *float32, n int)
//
//	dx = dy*gain + (x*s + t), the first product fused
TEXT ·normGradASM(SB), NOSPLIT, $0-56
	MOVQ dx+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ s+16(FP), BX
	MOVQ t+24(FP), DX
	MOVQ dy+32(FP), R8
	MOVQ gain+40(FP), R9
	MOVQ n+48(FP), CX
	XORL AX, AX

loop:
	VMOVUPS     (SI)(AX*4), Y0
	VMULPS      (BX)(AX*4), Y0, Y0
	VADDPS      (DX)(AX*4), Y0, Y0
	VMOVUPS     (R8)(AX*4), Y1
	VFMADD231PS (R9)(AX*4), Y1, Y0
	VMOVUPS     Y0, (DI)(AX*4)
	LOOP_END(loop)
