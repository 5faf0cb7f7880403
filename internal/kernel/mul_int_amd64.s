//go:build !purego && !float64

#include "textflag.h"

// Matrix products of the backward pass, see asm/mul_int_arm64.S. A tile is 4 × 8; two
// products go together (VPMADDWD), so that outs of the first function and rows of the
// second are even.
//
// DI tile of acc, R13 column of it, R11 and SI first and second factor, R8–R10 their
// strides; AX and BX factors, DX products left, CX columns left.

// func mulRowsInt8ASM(acc *int32, as int, h *int16, hs int, w *int8, ws, rows, outs, n int)
TEXT ·mulRowsInt8ASM(SB), NOSPLIT, $0-72
	MOVQ acc+0(FP), DI
	MOVQ as+8(FP), R8
	MOVQ h+16(FP), R11
	MOVQ hs+24(FP), R9
	MOVQ ws+40(FP), R10
	LEAQ (R9)(R9*2), R12

tile:
	MOVQ w+32(FP), SI
	MOVQ n+64(FP), CX
	MOVQ DI, R13

column:
	LEAQ (R8)(R8*2), DX
	VMOVDQU (R13), Y8
	VMOVDQU (R13)(R8*1), Y9
	VMOVDQU (R13)(R8*2), Y10
	VMOVDQU (R13)(DX*1), Y11
	MOVQ R11, AX
	MOVQ SI, BX
	MOVQ outs+56(FP), DX

pair:
	VMOVQ (BX), X0
	VMOVQ (BX)(R10*1), X1
	VPUNPCKLBW X1, X0, X0
	VPMOVSXBW X0, Y0
	VPBROADCASTD (AX), Y1
	VPMADDWD Y0, Y1, Y1
	VPADDD Y1, Y8, Y8
	VPBROADCASTD (AX)(R9*1), Y2
	VPMADDWD Y0, Y2, Y2
	VPADDD Y2, Y9, Y9
	VPBROADCASTD (AX)(R9*2), Y3
	VPMADDWD Y0, Y3, Y3
	VPADDD Y3, Y10, Y10
	VPBROADCASTD (AX)(R12*1), Y4
	VPMADDWD Y0, Y4, Y4
	VPADDD Y4, Y11, Y11
	ADDQ $4, AX
	LEAQ (BX)(R10*2), BX
	SUBQ $2, DX
	JNZ  pair
	LEAQ (R8)(R8*2), DX
	VMOVDQU Y8, (R13)
	VMOVDQU Y9, (R13)(R8*1)
	VMOVDQU Y10, (R13)(R8*2)
	VMOVDQU Y11, (R13)(DX*1)
	ADDQ $32, R13
	ADDQ $8, SI
	SUBQ $8, CX
	JNZ  column
	LEAQ (DI)(R8*4), DI
	LEAQ (R11)(R9*4), R11
	SUBQ $4, rows+48(FP)
	JNZ  tile
	VZEROUPPER
	RET

// func mulColumnsInt8ASM(acc *int32, as int, h *int16, hs int, x *int8, xs, rows, outs, n int)
TEXT ·mulColumnsInt8ASM(SB), NOSPLIT, $0-72
	MOVQ acc+0(FP), DI
	MOVQ as+8(FP), R8
	MOVQ h+16(FP), R11
	MOVQ hs+24(FP), R9
	MOVQ xs+40(FP), R10

tile:
	MOVQ x+32(FP), SI
	MOVQ n+64(FP), CX
	MOVQ DI, R13

column:
	LEAQ (R8)(R8*2), DX
	VMOVDQU (R13), Y8
	VMOVDQU (R13)(R8*1), Y9
	VMOVDQU (R13)(R8*2), Y10
	VMOVDQU (R13)(DX*1), Y11
	MOVQ R11, AX
	MOVQ SI, BX
	MOVQ rows+48(FP), DX

pair:
	VMOVQ (BX), X0
	VMOVQ (BX)(R10*1), X1
	VPUNPCKLBW X1, X0, X0
	VPMOVSXBW X0, Y0
	VMOVQ (AX), X1
	VMOVQ (AX)(R9*1), X2
	VPUNPCKLWD X2, X1, X4
	VPSHUFD $0x55, X4, X1
	VPSHUFD $0xaa, X4, X2
	VPSHUFD $0xff, X4, X3
	VPBROADCASTD X4, Y4
	VPMADDWD Y0, Y4, Y4
	VPADDD Y4, Y8, Y8
	VPBROADCASTD X1, Y1
	VPMADDWD Y0, Y1, Y1
	VPADDD Y1, Y9, Y9
	VPBROADCASTD X2, Y2
	VPMADDWD Y0, Y2, Y2
	VPADDD Y2, Y10, Y10
	VPBROADCASTD X3, Y3
	VPMADDWD Y0, Y3, Y3
	VPADDD Y3, Y11, Y11
	LEAQ (AX)(R9*2), AX
	LEAQ (BX)(R10*2), BX
	SUBQ $2, DX
	JNZ  pair
	LEAQ (R8)(R8*2), DX
	VMOVDQU Y8, (R13)
	VMOVDQU Y9, (R13)(R8*1)
	VMOVDQU Y10, (R13)(R8*2)
	VMOVDQU Y11, (R13)(DX*1)
	ADDQ $32, R13
	ADDQ $8, SI
	SUBQ $8, CX
	JNZ  column
	LEAQ (DI)(R8*4), DI
	ADDQ $8, R11
	SUBQ $4, outs+56(FP)
	JNZ  tile
	VZEROUPPER
	RET
