// The matrix kernels of NEON.
//
//	func gemm<R>(t *tile)     A by rows, t.ap == 4
//	func gemm<R>F16(t *tile)  the same with B in float16
//	func gemm8A(t *tile)      A by columns, t.ai == 4
//	func gemm8AF16(t *tile)
//
//	C[R][n] += A[R][k] · B[k][n], n a multiple of 8, k > 0
//
//	for 8 columns at a time:
//		load the tile of C
//		for p < k: b = B[p]; for each row r: C[r] += A[r][p] * b, fused
//		store the tile of C
//
// Registers:
//
//	x1 columns left    x2 k       x17 k left
//	x3 A               x4 bytes per row (gemm8A: per step) of A
//	x5 B of the tile   x6 bytes per row of B    x19 B
//	x7 C of the tile   x8 bytes per row of C    x20 C
//	x9–x16 rows of A
//	v0–v7 four steps of each row of A    v8–v15 four rows of B
//	v16–v31 C, two per row

	.equ TILE_N, 0
	.equ TILE_K, 8
	.equ TILE_A, 16
	.equ TILE_AI, 24
	.equ TILE_AP, 32
	.equ TILE_B, 40
	.equ TILE_C, 56

	.arch armv8-a
	.altmacro

	.macro loadargs stride
	ldp  x1, x2, [x0, #TILE_N]
	ldr  x3, [x0, #TILE_A]
	ldr  x4, [x0, #\stride]
	ldp  x5, x6, [x0, #TILE_B]
	ldp  x7, x8, [x0, #TILE_C]
	.endm

// everyrow does \op row, ptr, lo, hi for each row: x<ptr> points to A, v<lo> and
// v<hi> are the registers of C.
	.macro everyrow rows, op:vararg
	.set count, 0
	.rept \rows
	onerow %count, %(9+count), %(16+2*count), %(17+2*count), \op
	.set count, count+1
	.endr
	.endm
	.macro onerow row, ptr, lo, hi, op, args:vararg
	\op \row, \ptr, \lo, \hi, \args
	.endm

	.macro startrow row, ptr, lo, hi
	.if \row == 0
	mov  x\ptr, x3
	.else
	add  x\ptr, x21, x4
	.endif
	mov  x21, x\ptr
	.endm
	.macro loadc row, ptr, lo, hi
	ldp  q\lo, q\hi, [x20]
	add  x20, x20, x8
	.endm
	.macro storec row, ptr, lo, hi
	stp  q\lo, q\hi, [x20]
	add  x20, x20, x8
	.endm
	.macro loada4 row, ptr, lo, hi
	ldr  q\row, [x\ptr], #16
	.endm
	.macro loada1 row, ptr, lo, hi
	ldr  s\row, [x\ptr], #4
	.endm
	.macro mul row, ptr, lo, hi, bl, bh, lane
	fmla v\lo\().4s, v\bl\().4s, v\row\().s[\lane]
	fmla v\hi\().4s, v\bh\().4s, v\row\().s[\lane]
	.endm
	.macro mula row, ptr, lo, hi
	.if \row < 4
	fmla v\lo\().4s, v8.4s, v0.s[\row]
	fmla v\hi\().4s, v9.4s, v0.s[\row]
	.else
	fmla v\lo\().4s, v8.4s, v1.s[\row-4]
	fmla v\hi\().4s, v9.4s, v1.s[\row-4]
	.endif
	.endm

// loadb reads eight columns of B to v<bl> and v<bh>.
	.macro loadb f16, bl, bh
	.if \f16
	ld1  {v\bl\().8h}, [x19], x6
	fcvtl2 v\bh\().4s, v\bl\().8h
	fcvtl  v\bl\().4s, v\bl\().4h
	.else
	ld1  {v\bl\().4s, v\bh\().4s}, [x19], x6
	.endif
	.endm

	.macro nexttile f16
	add  x7, x7, #32
	.if \f16
	add  x5, x5, #16
	.else
	add  x5, x5, #32
	.endif
	subs x1, x1, #8
	.endm

	.macro byrows name, rows, f16
	.p2align 4
\name:
	loadargs TILE_AI
1:	mov  x20, x7
	everyrow \rows, loadc
	everyrow \rows, startrow
	mov  x19, x5
	subs x17, x2, #4
	b.lt 3f
	.p2align 4
2:	loadb \f16, 8, 9
	everyrow \rows, loada4
	loadb \f16, 10, 11
	everyrow \rows, mul, 8, 9, 0
	loadb \f16, 12, 13
	everyrow \rows, mul, 10, 11, 1
	loadb \f16, 14, 15
	everyrow \rows, mul, 12, 13, 2
	subs x17, x17, #4
	everyrow \rows, mul, 14, 15, 3
	b.ge 2b
3:	adds x17, x17, #4
	b.eq 5f
4:	loadb \f16, 8, 9
	everyrow \rows, loada1
	subs x17, x17, #1
	everyrow \rows, mul, 8, 9, 0
	b.gt 4b
5:	mov  x20, x7
	everyrow \rows, storec
	nexttile \f16
	b.gt 1b
	ret
	.endm

	.macro bycolumns name, f16
	.p2align 4
\name:
	loadargs TILE_AP
1:	mov  x20, x7
	everyrow 8, loadc
	mov  x9, x3
	mov  x19, x5
	mov  x17, x2
	.p2align 4
2:	ld1  {v0.4s, v1.4s}, [x9], x4
	loadb \f16, 8, 9
	subs x17, x17, #1
	everyrow 8, mula
	b.gt 2b
	mov  x20, x7
	everyrow 8, storec
	nexttile \f16
	b.gt 1b
	ret
	.endm

	byrows gemm2, 2, 0
	byrows gemm3, 3, 0
	byrows gemm4, 4, 0
	byrows gemm5, 5, 0
	byrows gemm6, 6, 0
	byrows gemm7, 7, 0
	byrows gemm8, 8, 0
	bycolumns gemm8A, 0

	byrows gemm2F16, 2, 1
	byrows gemm3F16, 3, 1
	byrows gemm4F16, 4, 1
	byrows gemm5F16, 5, 1
	byrows gemm6F16, 6, 1
	byrows gemm7F16, 7, 1
	byrows gemm8F16, 8, 1
	bycolumns gemm8AF16, 1
