//go:build !purego && !float64

#include "textflag.h"

// func widenASM(dst *float32, src *F16, n int), n a multiple of 8
//
//	for 8 at a time: dst = float32(src)
TEXT ·widenASM(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), AX
	SUBQ $16, AX
	JLT  tail

loop:
	VCVTPH2PS (SI), Y0
	VCVTPH2PS 16(SI), Y1
	VMOVUPS   Y0, (DI)
	VMOVUPS   Y1, 32(DI)
	ADDQ      $32, SI
	ADDQ      $64, DI
	SUBQ      $16, AX
	JGE       loop

tail:
	ADDQ      $8, AX
	JLT       done
	VCVTPH2PS (SI), Y0
	VMOVUPS   Y0, (DI)

done:
	VZEROUPPER
	RET

// func narrowASM(dst *F16, src *float32, n int), n a multiple of 8
//
//	for 16 at a time, then 8: dst = float16(src), a NaN replaced by 0x7e00
//
// A conversion to memory takes twice as long as one to a register. Of 16, one comparison
// tells whether there is a NaN.
TEXT ·narrowASM(SB), NOSPLIT, $0-24
	MOVQ         dst+0(FP), DI
	MOVQ         src+8(FP), SI
	MOVQ         n+16(FP), AX
	MOVL         $0x7fc00000, BX
	VMOVD        BX, X15
	VPBROADCASTD X15, Y15
	SUBQ         $16, AX
	JLT          tail

loop:
	VMOVUPS   (SI), Y0
	VMOVUPS   32(SI), Y1
	VCMPPS    $3, Y0, Y1, Y2
	VTESTPS   Y2, Y2
	JNZ       nan

convert:
	VCVTPS2PH $0, Y0, X0
	VCVTPS2PH $0, Y1, X1
	VMOVUPS   X0, (DI)
	VMOVUPS   X1, 16(DI)
	ADDQ      $64, SI
	ADDQ      $32, DI
	SUBQ      $16, AX
	JGE       loop

tail:
	ADDQ      $8, AX
	JLT       done
	VMOVUPS   (SI), Y0
	VCMPPS    $3, Y0, Y0, Y1
	VBLENDVPS Y1, Y15, Y0, Y0
	VCVTPS2PH $0, Y0, X0
	VMOVUPS   X0, (DI)

done:
	VZEROUPPER
	RET

nan:
	VCMPPS    $3, Y0, Y0, Y2
	VBLENDVPS Y2, Y15, Y0, Y0
	VCMPPS    $3, Y1, Y1, Y2
	VBLENDVPS Y2, Y15, Y1, Y1
	JMP       convert
