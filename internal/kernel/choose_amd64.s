//go:build !purego && !float64

#include "textflag.h"

// The loops of pooling: n is a multiple of 8 and positive, AX counts elements up to CX.
//
//	DI first argument    SI the second    BX bytes    Y15 the tap

#define LOOP_END(label) \
	ADDQ $8, AX; \
	CMPQ AX, CX; \
	JLT  label; \
	VZEROUPPER; \
	RET

// func largerASM(best, x *float32, which *uint8, tap uint32, n int)
//
//	where x > best or x is NaN: best = x; which = tap
TEXT ·largerASM(SB), NOSPLIT, $0-40
	MOVQ         best+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         which+16(FP), BX
	MOVL         tap+24(FP), DX
	VMOVD        DX, X15
	VPBROADCASTB X15, X15
	MOVQ         n+32(FP), CX
	XORL         AX, AX

loop:
	VMOVUPS      (DI)(AX*4), Y0
	VMOVUPS      (SI)(AX*4), Y1
	VMOVQ        (BX)(AX*1), X4
	VCMPPS       $0x11, Y1, Y0, Y2 // best < x
	VCMPPS       $3, Y1, Y1, Y3    // NaN
	VORPS        Y3, Y2, Y2
	VBLENDVPS    Y2, Y1, Y0, Y0
	VMOVUPS      Y0, (DI)(AX*4)
	VEXTRACTF128 $1, Y2, X3
	VPACKSSDW    X3, X2, X2
	VPACKSSWB    X2, X2, X2
	VPBLENDVB    X2, X15, X4, X4
	VMOVQ        X4, (BX)(AX*1)
	LOOP_END(loop)

// func addWhereASM(dx, dy *float32, which *uint8, tap uint32, n int)
//
//	where which is tap: dx += dy
TEXT ·addWhereASM(SB), NOSPLIT, $0-40
	MOVQ         dx+0(FP), DI
	MOVQ         dy+8(FP), SI
	MOVQ         which+16(FP), BX
	MOVL         tap+24(FP), DX
	VMOVD        DX, X15
	VPBROADCASTD X15, Y15
	MOVQ         n+32(FP), CX
	XORL         AX, AX

loop:
	VMOVUPS   (DI)(AX*4), Y0
	VADDPS    (SI)(AX*4), Y0, Y1
	VPMOVZXBD (BX)(AX*1), Y2
	VPCMPEQD  Y15, Y2, Y2
	VBLENDVPS Y2, Y1, Y0, Y0
	VMOVUPS   Y0, (DI)(AX*4)
	LOOP_END(loop)
