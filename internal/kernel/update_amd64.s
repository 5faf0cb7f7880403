//go:build !purego && !float64

#include "textflag.h"

// The updaters' loops: n is a multiple of 8 and positive, every operation is
// rounded by itself, AX counts elements up to CX.
//
//	DI w or the first argument    SI, BX, DX the others    Y12–Y15 constants

#define NEXT(label) \
	ADDQ $8, AX; \
	CMPQ AX, CX; \
	JLT  label; \
	VZEROUPPER; \
	RET

// BROADCAST fills y with a constant.
#define BROADCAST(bits, x, y) \
	MOVL         $bits, AX; \
	VMOVD        AX, x; \
	VPBROADCASTD x, y

// NARROW turns y into the float16 x, a NaN into 0x7e00; Y15 holds 0x7fc00000.
#define NARROW(y, x) \
	VCMPPS    $3, y, y, Y11; \
	VBLENDVPS Y11, Y15, y, y; \
	VCVTPS2PH $0, y, x

// func squareASM(q, w *float32, n int): q += w*w
TEXT ·squareASM(SB), NOSPLIT, $0-24
	MOVQ q+0(FP), DI
	MOVQ w+8(FP), SI
	MOVQ n+16(FP), CX
	XORL AX, AX

loop:
	VMOVUPS (SI)(AX*4), Y0
	VMULPS  Y0, Y0, Y0
	VADDPS  (DI)(AX*4), Y0, Y0
	VMOVUPS Y0, (DI)(AX*4)
	NEXT(loop)

// func centreASM(grad, h, q, hx *float32, x float32, n int)
//
//	g -= h*x; q += g*g; hx += g*x
TEXT ·centreASM(SB), NOSPLIT, $0-48
	MOVQ         grad+0(FP), DI
	MOVQ         h+8(FP), SI
	MOVQ         q+16(FP), BX
	MOVQ         hx+24(FP), DX
	VBROADCASTSS x+32(FP), Y15
	MOVQ         n+40(FP), CX
	XORL         AX, AX

loop:
	VMULPS  (SI)(AX*4), Y15, Y0
	VMOVUPS (DI)(AX*4), Y1
	VSUBPS  Y0, Y1, Y1
	VMOVUPS Y1, (DI)(AX*4)
	VMULPS  Y1, Y1, Y2
	VADDPS  (BX)(AX*4), Y2, Y2
	VMOVUPS Y2, (BX)(AX*4)
	VMULPS  Y1, Y15, Y3
	VADDPS  (DX)(AX*4), Y3, Y3
	VMOVUPS Y3, (DX)(AX*4)
	NEXT(loop)

// func stepASM(w, s, grad *float32, n int): w -= s*grad
TEXT ·stepASM(SB), NOSPLIT, $0-32
	MOVQ w+0(FP), DI
	MOVQ s+8(FP), SI
	MOVQ grad+16(FP), BX
	MOVQ n+24(FP), CX
	XORL AX, AX

loop:
	VMOVUPS (SI)(AX*4), Y0
	VMULPS  (BX)(AX*4), Y0, Y0
	VMOVUPS (DI)(AX*4), Y1
	VSUBPS  Y0, Y1, Y1
	VMOVUPS Y1, (DI)(AX*4)
	NEXT(loop)

// func stepF16ASM(w *F16, s, grad *float32, n int): w = float16(w - s*grad)
TEXT ·stepF16ASM(SB), NOSPLIT, $0-32
	BROADCAST(0x7fc00000, X15, Y15)
	MOVQ w+0(FP), DI
	MOVQ s+8(FP), SI
	MOVQ grad+16(FP), BX
	MOVQ n+24(FP), CX
	XORL AX, AX

loop:
	VMOVUPS   (SI)(AX*4), Y0
	VMULPS    (BX)(AX*4), Y0, Y0
	VCVTPH2PS (DI)(AX*2), Y1
	VSUBPS    Y0, Y1, Y1
	NARROW(Y1, X1)
	VMOVUPS   X1, (DI)(AX*2)
	NEXT(loop)

// func momentumASM(w, v, s, grad *float32, mu float32, n int)
//
//	v = mu*v + s*g; w -= v
TEXT ·momentumASM(SB), NOSPLIT, $0-48
	MOVQ         w+0(FP), DI
	MOVQ         v+8(FP), DX
	MOVQ         s+16(FP), SI
	MOVQ         grad+24(FP), BX
	VBROADCASTSS mu+32(FP), Y15
	MOVQ         n+40(FP), CX
	XORL         AX, AX

loop:
	VMOVUPS (SI)(AX*4), Y0
	VMULPS  (BX)(AX*4), Y0, Y0
	VMULPS  (DX)(AX*4), Y15, Y1
	VADDPS  Y0, Y1, Y1
	VMOVUPS Y1, (DX)(AX*4)
	VMOVUPS (DI)(AX*4), Y2
	VSUBPS  Y1, Y2, Y2
	VMOVUPS Y2, (DI)(AX*4)
	NEXT(loop)

// func momentumF16ASM(w, v *F16, s, grad *float32, mu float32, n int)
//
//	v = float16(clamp(mu*v + s*g*1024, ±65504)); w = float16(w - v/1024)
TEXT ·momentumF16ASM(SB), NOSPLIT, $0-48
	BROADCAST(0x7fc00000, X15, Y15)
	BROADCAST(0x44800000, X14, Y14) // 1024
	BROADCAST(0x3a800000, X13, Y13) // 1/1024
	BROADCAST(0x477fe000, X12, Y12) // 65504
	BROADCAST(0xc77fe000, X10, Y10) // -65504
	MOVQ         w+0(FP), DI
	MOVQ         v+8(FP), DX
	MOVQ         s+16(FP), SI
	MOVQ         grad+24(FP), BX
	VBROADCASTSS mu+32(FP), Y9
	MOVQ         n+40(FP), CX
	XORL         AX, AX

loop:
	VMOVUPS   (SI)(AX*4), Y0
	VMULPS    (BX)(AX*4), Y0, Y0
	VMULPS    Y0, Y14, Y0
	VCVTPH2PS (DX)(AX*2), Y1
	VMULPS    Y1, Y9, Y1
	VADDPS    Y0, Y1, Y1
	VMAXPS    Y1, Y10, Y1 // a NaN of the first operand stays
	VMINPS    Y1, Y12, Y1
	NARROW(Y1, X1)
	VMOVUPS   X1, (DX)(AX*2)
	VCVTPH2PS X1, Y1
	VMULPS    Y1, Y13, Y1
	VCVTPH2PS (DI)(AX*2), Y2
	VSUBPS    Y1, Y2, Y2
	NARROW(Y2, X2)
	VMOVUPS   X2, (DI)(AX*2)
	NEXT(loop)
