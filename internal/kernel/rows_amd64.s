//go:build !purego && !float64

#include "textflag.h"

// The loops over rows: n is a multiple of 8 and positive, every operation is
// rounded by itself, AX counts elements up to CX.
//
//	DI first argument    SI, BX, DX the others    Y15, Y14 a scalar, zero

#define LOOP_HEAD \
	XORL AX, AX

#define LOOP_END(label) \
	ADDQ $8, AX; \
	CMPQ AX, CX; \
	JLT  label; \
	VZEROUPPER; \
	RET

// func addASM(y, x *float32, n int): y += x
TEXT ·addASM(SB), NOSPLIT, $0-24
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	LOOP_HEAD

loop:
	VMOVUPS (DI)(AX*4), Y0
	VADDPS  (SI)(AX*4), Y0, Y0
	VMOVUPS Y0, (DI)(AX*4)
	LOOP_END(loop)

// func axpyASM(y *float32, a float32, x *float32, n int): y += a*x
TEXT ·axpyASM(SB), NOSPLIT, $0-32
	MOVQ         y+0(FP), DI
	VBROADCASTSS a+8(FP), Y15
	MOVQ         x+16(FP), SI
	MOVQ         n+24(FP), CX
	LOOP_HEAD

loop:
	VMULPS  (SI)(AX*4), Y15, Y0
	VADDPS  (DI)(AX*4), Y0, Y0
	VMOVUPS Y0, (DI)(AX*4)
	LOOP_END(loop)

// func fmaASM(y, x, w *float32, n int): y += x*w, fused
TEXT ·fmaASM(SB), NOSPLIT, $0-32
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ w+16(FP), BX
	MOVQ n+24(FP), CX
	LOOP_HEAD

loop:
	VMOVUPS     (DI)(AX*4), Y0
	VMOVUPS     (SI)(AX*4), Y1
	VFMADD231PS (BX)(AX*4), Y1, Y0
	VMOVUPS     Y0, (DI)(AX*4)
	LOOP_END(loop)

// func scaleASM(y *float32, a float32, n int): y *= a
TEXT ·scaleASM(SB), NOSPLIT, $0-24
	MOVQ         y+0(FP), DI
	VBROADCASTSS a+8(FP), Y15
	MOVQ         n+16(FP), CX
	LOOP_HEAD

loop:
	VMULPS  (DI)(AX*4), Y15, Y0
	VMOVUPS Y0, (DI)(AX*4)
	LOOP_END(loop)

// func affineASM(y, x, s, t *float32, n int): y = x*s + t
TEXT ·affineASM(SB), NOSPLIT, $0-40
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ s+16(FP), BX
	MOVQ t+24(FP), DX
	MOVQ n+32(FP), CX
	LOOP_HEAD

loop:
	VMOVUPS (SI)(AX*4), Y0
	VMULPS  (BX)(AX*4), Y0, Y0
	VADDPS  (DX)(AX*4), Y0, Y0
	VMOVUPS Y0, (DI)(AX*4)
	LOOP_END(loop)

// func reluASM(y *float32, max float32, n int)
//
//	y = y > max ? max : y; y = y <= 0 ? 0 : y, of the old y; a NaN stays
TEXT ·reluASM(SB), NOSPLIT, $0-24
	MOVQ         y+0(FP), DI
	VBROADCASTSS max+8(FP), Y15
	VXORPS       Y14, Y14, Y14
	MOVQ         n+16(FP), CX
	LOOP_HEAD

loop:
	VMOVUPS   (DI)(AX*4), Y0
	VCMPPS    $0x12, Y14, Y0, Y1 // y <= 0
	VCMPPS    $0x11, Y0, Y15, Y2 // max < y
	VBLENDVPS Y2, Y15, Y0, Y0
	VANDNPS   Y0, Y1, Y0
	VMOVUPS   Y0, (DI)(AX*4)
	LOOP_END(loop)

// func reluGradASM(dy, y *float32, max float32, n int): dy = 0 < y < max ? dy : 0
TEXT ·reluGradASM(SB), NOSPLIT, $0-32
	MOVQ         dy+0(FP), DI
	MOVQ         y+8(FP), SI
	VBROADCASTSS max+16(FP), Y15
	VXORPS       Y14, Y14, Y14
	MOVQ         n+24(FP), CX
	LOOP_HEAD

loop:
	VMOVUPS (SI)(AX*4), Y0
	VCMPPS  $0x11, Y0, Y14, Y1 // 0 < y
	VCMPPS  $0x11, Y15, Y0, Y2 // y < max
	VANDPS  Y2, Y1, Y1
	VANDPS  (DI)(AX*4), Y1, Y1
	VMOVUPS Y1, (DI)(AX*4)
	LOOP_END(loop)
