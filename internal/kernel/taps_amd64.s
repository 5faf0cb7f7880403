//go:build !purego && !float64

#include "textflag.h"
#include "go_asm.h"

// func fmaTapsASM(t *taps)
//
//	for 32 channels at a time, then 8:
//		for each row: load y; for each tap: y += x * w, fused; store y
//
// Registers:
//
//	BX t    DX channels left    CX rows left    AX taps left
//	DI y    R8 y of the row     SI x    R9 x of the row    R10 x of the tap
//	R11 w   R12 w of the tap    R13 bytes to the next tap of x    R15 of w
//	Y0–Y3 y    Y4–Y7 x
TEXT ·fmaTapsASM(SB), NOSPLIT, $0-8
	MOVQ t+0(FP), BX
	MOVQ taps_n(BX), DX
	MOVQ taps_y(BX), DI
	MOVQ taps_x(BX), SI
	MOVQ taps_w(BX), R11
	MOVQ taps_xt(BX), R13
	MOVQ taps_wt(BX), R15
	SUBQ $32, DX
	JLT  narrow

wide:
	MOVQ DI, R8
	MOVQ SI, R9
	MOVQ taps_rows(BX), CX

row32:
	VMOVUPS (R8), Y0
	VMOVUPS 32(R8), Y1
	VMOVUPS 64(R8), Y2
	VMOVUPS 96(R8), Y3
	MOVQ    R9, R10
	MOVQ    R11, R12
	MOVQ    taps_count(BX), AX

tap32:
	VMOVUPS     (R10), Y4
	VMOVUPS     32(R10), Y5
	VMOVUPS     64(R10), Y6
	VMOVUPS     96(R10), Y7
	VFMADD231PS (R12), Y4, Y0
	VFMADD231PS 32(R12), Y5, Y1
	VFMADD231PS 64(R12), Y6, Y2
	VFMADD231PS 96(R12), Y7, Y3
	ADDQ        R13, R10
	ADDQ        R15, R12
	DECQ        AX
	JNZ         tap32
	VMOVUPS     Y0, (R8)
	VMOVUPS     Y1, 32(R8)
	VMOVUPS     Y2, 64(R8)
	VMOVUPS     Y3, 96(R8)
	ADDQ        taps_ys(BX), R8
	ADDQ        taps_xs(BX), R9
	DECQ        CX
	JNZ         row32
	ADDQ        $128, DI
	ADDQ        $128, SI
	ADDQ        $128, R11
	SUBQ        $32, DX
	JGE         wide

narrow:
	ADDQ $24, DX
	JLT  done

eight:
	MOVQ DI, R8
	MOVQ SI, R9
	MOVQ taps_rows(BX), CX

row8:
	VMOVUPS (R8), Y0
	MOVQ    R9, R10
	MOVQ    R11, R12
	MOVQ    taps_count(BX), AX

tap8:
	VMOVUPS     (R10), Y4
	VFMADD231PS (R12), Y4, Y0
	ADDQ        R13, R10
	ADDQ        R15, R12
	DECQ        AX
	JNZ         tap8
	VMOVUPS     Y0, (R8)
	ADDQ        taps_ys(BX), R8
	ADDQ        taps_xs(BX), R9
	DECQ        CX
	JNZ         row8
	ADDQ        $32, DI
	ADDQ        $32, SI
	ADDQ        $32, R11
	SUBQ        $8, DX
	JGE         eight

done:
	VZEROUPPER
	RET
