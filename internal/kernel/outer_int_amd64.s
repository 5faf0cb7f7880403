//go:build !purego && !float64

#include "textflag.h"

// Rows times a number each, see asm/outer_int_arm64.S. DI is acc, DX and R10 h, R11 the
// rows left, SI x or w, R9 a row, CX the columns left. A number h of 16 bits with 16
// zeros above it makes VPMADDWD the product with the lower half of a lane.

// func outerInt8ASM(acc *int32, stride int, h *int16, outs int, x *int8, n, zero int)
TEXT ·outerInt8ASM(SB), NOSPLIT, $0-56
	MOVQ acc+0(FP), DI
	MOVQ stride+8(FP), R8
	MOVQ h+16(FP), DX
	MOVQ outs+24(FP), R12
	MOVQ x+32(FP), SI
	MOVQ n+40(FP), CX
	MOVQ zero+48(FP), AX
	VMOVD AX, X7
	VPBROADCASTD X7, Y7

wide:
	CMPQ CX, $32
	JLT  narrow
	VPMOVSXBD 0(SI), Y8
	VPSUBD Y7, Y8, Y8
	VPMOVSXBD 8(SI), Y9
	VPSUBD Y7, Y9, Y9
	VPMOVSXBD 16(SI), Y10
	VPSUBD Y7, Y10, Y10
	VPMOVSXBD 24(SI), Y11
	VPSUBD Y7, Y11, Y11
	MOVQ DI, R9
	MOVQ DX, R10
	MOVQ R12, R11

row:
	MOVWLZX (R10), AX
	ADDQ    $2, R10
	TESTL   AX, AX
	JZ      next
	VMOVD   AX, X0
	VPBROADCASTD X0, Y0
	VPMADDWD Y8, Y0, Y1
	VPADDD 0(R9), Y1, Y1
	VMOVDQU Y1, 0(R9)
	VPMADDWD Y9, Y0, Y2
	VPADDD 32(R9), Y2, Y2
	VMOVDQU Y2, 32(R9)
	VPMADDWD Y10, Y0, Y3
	VPADDD 64(R9), Y3, Y3
	VMOVDQU Y3, 64(R9)
	VPMADDWD Y11, Y0, Y4
	VPADDD 96(R9), Y4, Y4
	VMOVDQU Y4, 96(R9)

next:
	ADDQ R8, R9
	DECQ R11
	JNZ  row
	ADDQ $32, SI
	ADDQ $128, DI
	SUBQ $32, CX
	JMP  wide

narrow:
	TESTQ CX, CX
	JZ    done
	VPMOVSXBD (SI), Y8
	VPSUBD Y7, Y8, Y8
	MOVQ DI, R9
	MOVQ DX, R10
	MOVQ R12, R11

row8:
	MOVWLZX (R10), AX
	ADDQ    $2, R10
	TESTL   AX, AX
	JZ      next8
	VMOVD   AX, X0
	VPBROADCASTD X0, Y0
	VPMADDWD Y8, Y0, Y1
	VPADDD (R9), Y1, Y1
	VMOVDQU Y1, (R9)

next8:
	ADDQ R8, R9
	DECQ R11
	JNZ  row8
	ADDQ $8, SI
	ADDQ $32, DI
	SUBQ $8, CX
	JMP  narrow

done:
	VZEROUPPER
	RET

// func gatherInt8ASM(acc *int32, h *int16, outs int, w *int8, stride, n int)
TEXT ·gatherInt8ASM(SB), NOSPLIT, $0-48
	MOVQ acc+0(FP), DI
	MOVQ h+8(FP), DX
	MOVQ outs+16(FP), R12
	MOVQ w+24(FP), SI
	MOVQ stride+32(FP), R8
	MOVQ n+40(FP), CX

wide:
	CMPQ CX, $32
	JLT  narrow
	VMOVDQU 0(DI), Y8
	VMOVDQU 32(DI), Y9
	VMOVDQU 64(DI), Y10
	VMOVDQU 96(DI), Y11
	MOVQ SI, R9
	MOVQ DX, R10
	MOVQ R12, R11

row:
	MOVWLZX (R10), AX
	ADDQ    $2, R10
	TESTL   AX, AX
	JZ      next
	VMOVD   AX, X0
	VPBROADCASTD X0, Y0
	VPMOVSXBD 0(R9), Y1
	VPMADDWD Y1, Y0, Y1
	VPADDD Y1, Y8, Y8
	VPMOVSXBD 8(R9), Y2
	VPMADDWD Y2, Y0, Y2
	VPADDD Y2, Y9, Y9
	VPMOVSXBD 16(R9), Y3
	VPMADDWD Y3, Y0, Y3
	VPADDD Y3, Y10, Y10
	VPMOVSXBD 24(R9), Y4
	VPMADDWD Y4, Y0, Y4
	VPADDD Y4, Y11, Y11

next:
	ADDQ R8, R9
	DECQ R11
	JNZ  row
	VMOVDQU Y8, 0(DI)
	VMOVDQU Y9, 32(DI)
	VMOVDQU Y10, 64(DI)
	VMOVDQU Y11, 96(DI)
	ADDQ $32, SI
	ADDQ $128, DI
	SUBQ $32, CX
	JMP  wide

narrow:
	TESTQ CX, CX
	JZ    done
	VMOVDQU (DI), Y8
	MOVQ SI, R9
	MOVQ DX, R10
	MOVQ R12, R11

row8:
	MOVWLZX (R10), AX
	ADDQ    $2, R10
	TESTL   AX, AX
	JZ      next8
	VMOVD   AX, X0
	VPBROADCASTD X0, Y0
	VPMOVSXBD (R9), Y1
	VPMADDWD Y1, Y0, Y1
	VPADDD Y1, Y8, Y8

next8:
	ADDQ R8, R9
	DECQ R11
	JNZ  row8
	VMOVDQU Y8, (DI)
	ADDQ $8, SI
	ADDQ $32, DI
	SUBQ $8, CX
	JMP  narrow

done:
	VZEROUPPER
	RET

// func outerInt16ASM(acc *int64, stride int, h *int16, outs int, x *int16, n int)
TEXT ·outerInt16ASM(SB), NOSPLIT, $0-48
	MOVQ acc+0(FP), DI
	MOVQ stride+8(FP), R8
	MOVQ h+16(FP), DX
	MOVQ outs+24(FP), R12
	MOVQ x+32(FP), SI
	MOVQ n+40(FP), CX

block:
	TESTQ CX, CX
	JZ    done
	VPMOVSXWQ (SI), Y8
	VPMOVSXWQ 8(SI), Y9
	MOVQ DI, R9
	MOVQ DX, R10
	MOVQ R12, R11

row:
	MOVWQSX (R10), AX
	ADDQ    $2, R10
	TESTQ   AX, AX
	JZ      next
	VMOVQ   AX, X0
	VPBROADCASTQ X0, Y0
	VPMULDQ Y8, Y0, Y1
	VPMULDQ Y9, Y0, Y2
	VPADDQ  (R9), Y1, Y1
	VPADDQ  32(R9), Y2, Y2
	VMOVDQU Y1, (R9)
	VMOVDQU Y2, 32(R9)

next:
	ADDQ R8, R9
	DECQ R11
	JNZ  row
	ADDQ $16, SI
	ADDQ $64, DI
	SUBQ $8, CX
	JMP  block

done:
	VZEROUPPER
	RET

// func gatherInt16ASM(acc *int64, h *int16, outs int, w *int16, stride, n int)
TEXT ·gatherInt16ASM(SB), NOSPLIT, $0-48
	MOVQ acc+0(FP), DI
	MOVQ h+8(FP), DX
	MOVQ outs+16(FP), R12
	MOVQ w+24(FP), SI
	MOVQ stride+32(FP), R8
	MOVQ n+40(FP), CX

block:
	TESTQ CX, CX
	JZ    done
	VMOVDQU (DI), Y8
	VMOVDQU 32(DI), Y9
	MOVQ SI, R9
	MOVQ DX, R10
	MOVQ R12, R11

row:
	MOVWQSX (R10), AX
	ADDQ    $2, R10
	TESTQ   AX, AX
	JZ      next
	VMOVQ   AX, X0
	VPBROADCASTQ X0, Y0
	VPMOVSXWQ (R9), Y1
	VPMOVSXWQ 8(R9), Y2
	VPMULDQ Y1, Y0, Y1
	VPMULDQ Y2, Y0, Y2
	VPADDQ  Y1, Y8, Y8
	VPADDQ  Y2, Y9, Y9

next:
	ADDQ R8, R9
	DECQ R11
	JNZ  row
	VMOVDQU Y8, (DI)
	VMOVDQU Y9, 32(DI)
	ADDQ $16, SI
	ADDQ $64, DI
	SUBQ $8, CX
	JMP  block

done:
	VZEROUPPER
	RET
