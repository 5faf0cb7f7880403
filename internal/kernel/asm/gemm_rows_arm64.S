// The matrix kernels of NEON for A by rows.
//
//	func gemmRows(t *tile)     A by rows, t.ap == 4
//	func gemmRowsF16(t *tile)  the same with B in float16
//
//	C[m][n] += A[m][k] · B[k][n], m > 1, n > 3, k > 0
//
//	for 2 to 8 rows at a time, as even as possible:
//		for 8 columns at a time, then 4:
//			load the tile of C
//			for p < k: b = B[p]; for each row r: C[r] += A[r][p] * b, fused
//			store the tile of C
//
// The last four columns may overlap those before; these keep what they have.
//
// Registers:
//
//	x22 n              x1 columns left    x23 rows left    x2 k       x17 k left
//	x3 A of the tile   x4 bytes per row of A               x9–x16 its rows
//	x26 B    x5 B of the tile   x6 bytes per row of B      x19 B[p]
//	x25 C    x7 C of the tile   x8 bytes per row of C      x20 a row of it
//	x21, x9 for a moment
//	v0–v7 four steps of each row of A    v8–v15 four rows of B
//	v16–v31 C, two per row; of four columns v16–v23, one per row, and then
//	v12 the lanes to store, v13 what was there

	.equ TILE_N, 0
	.equ TILE_A, 16
	.equ TILE_B, 40
	.equ TILE_C, 56
	.equ TILE_M, 72

	.arch armv8-a
	.altmacro

// everyrow does \op row, ptr, lo, hi, one for each row: x<ptr> points to A, v<lo> and
// v<hi> are the registers of C, and v<one> of four columns.
	.macro everyrow rows, op:vararg
	.set count, 0
	.rept \rows
	onerow %count, %(9+count), %(16+2*count), %(17+2*count), %(16+count), \op
	.set count, count+1
	.endr
	.endm
	.macro onerow row, ptr, lo, hi, one, op, args:vararg
	\op \row, \ptr, \lo, \hi, \one, \args
	.endm

	.macro startrow row, ptr, lo, hi, one
	.if \row == 0
	mov  x\ptr, x3
	.else
	add  x\ptr, x21, x4
	.endif
	mov  x21, x\ptr
	.endm
	.macro loadc row, ptr, lo, hi, one
	ldp  q\lo, q\hi, [x20]
	add  x20, x20, x8
	.endm
	.macro storec row, ptr, lo, hi, one
	stp  q\lo, q\hi, [x20]
	add  x20, x20, x8
	.endm
	.macro loadc4 row, ptr, lo, hi, one
	ldr  q\one, [x20]
	add  x20, x20, x8
	.endm
	.macro storec4 row, ptr, lo, hi, one
	ldr  q13, [x20]
	bif  v\one\().16b, v13.16b, v12.16b
	str  q\one, [x20]
	add  x20, x20, x8
	.endm
	.macro loada4 row, ptr, lo, hi, one
	ldr  q\row, [x\ptr], #16
	.endm
	.macro loada1 row, ptr, lo, hi, one
	ldr  s\row, [x\ptr], #4
	.endm
	.macro mul row, ptr, lo, hi, one, bl, bh, lane
	fmla v\lo\().4s, v\bl\().4s, v\row\().s[\lane]
	fmla v\hi\().4s, v\bh\().4s, v\row\().s[\lane]
	.endm
	.macro mul4 row, ptr, lo, hi, one, b, lane
	fmla v\one\().4s, v\b\().4s, v\row\().s[\lane]
	.endm

// loadb reads eight columns of B to v<bl> and v<bh>, loadb4 four to v<b>.
	.macro loadb f16, bl, bh
	.if \f16
	ld1  {v\bl\().8h}, [x19], x6
	fcvtl2 v\bh\().4s, v\bl\().8h
	fcvtl  v\bl\().4s, v\bl\().4h
	.else
	ld1  {v\bl\().4s, v\bh\().4s}, [x19], x6
	.endif
	.endm
	.macro loadb4 f16, b
	.if \f16
	ld1  {v\b\().4h}, [x19], x6
	fcvtl  v\b\().4s, v\b\().4h
	.else
	ld1  {v\b\().4s}, [x19], x6
	.endif
	.endm

// tile begins a tile of C, ten of them for each eight rows.
	.macro begin rows, load
	mov  x20, x7
	everyrow \rows, \load
	everyrow \rows, startrow
	mov  x19, x5
	.endm

// height does \rows rows of C.
	.macro height rows, f16
	subs x1, x1, #8
	b.lt 16f
11:	begin \rows, loadc
	subs x17, x2, #4
	b.lt 13f
	.p2align 4
12:	loadb \f16, 8, 9
	everyrow \rows, loada4
	loadb \f16, 10, 11
	everyrow \rows, mul, 8, 9, 0
	loadb \f16, 12, 13
	everyrow \rows, mul, 10, 11, 1
	loadb \f16, 14, 15
	everyrow \rows, mul, 12, 13, 2
	subs x17, x17, #4
	everyrow \rows, mul, 14, 15, 3
	b.ge 12b
13:	adds x17, x17, #4
	b.eq 15f
14:	loadb \f16, 8, 9
	everyrow \rows, loada1
	subs x17, x17, #1
	everyrow \rows, mul, 8, 9, 0
	b.gt 14b
15:	mov  x20, x7
	everyrow \rows, storec
	add  x7, x7, #32
	add  x5, x5, #32>>\f16
	subs x1, x1, #8
	b.ge 11b
16:	adds x1, x1, #8
	b.eq 23f
17:	mov  x9, #0
	cmp  x1, #4
	b.ge 18f
	mov  x9, #4
	sub  x9, x9, x1
	sub  x7, x7, x9, lsl #2
	sub  x5, x5, x9, lsl #2-\f16
18:	mov  x21, #0x100000000
	fmov d13, x21
	mov  x21, #2
	movk x21, #3, lsl #32
	mov  v13.d[1], x21
	dup  v12.4s, w9
	cmhs v12.4s, v13.4s, v12.4s
	begin \rows, loadc4
	subs x17, x2, #4
	b.lt 20f
	.p2align 4
19:	loadb4 \f16, 8
	everyrow \rows, loada4
	loadb4 \f16, 9
	everyrow \rows, mul4, 8, 0
	loadb4 \f16, 10
	everyrow \rows, mul4, 9, 1
	loadb4 \f16, 11
	everyrow \rows, mul4, 10, 2
	subs x17, x17, #4
	everyrow \rows, mul4, 11, 3
	b.ge 19b
20:	adds x17, x17, #4
	b.eq 22f
21:	loadb4 \f16, 8
	everyrow \rows, loada1
	subs x17, x17, #1
	everyrow \rows, mul4, 8, 0
	b.gt 21b
22:	mov  x20, x7
	everyrow \rows, storec4
	add  x7, x7, #16
	add  x5, x5, #16>>\f16
	subs x1, x1, #4
	b.gt 17b
23:	mov  x9, #\rows
	madd x3, x4, x9, x3
	madd x25, x8, x9, x25
	cbnz x23, 1b
	ret
	.endm

	.macro kernel name, f16
	.p2align 4
\name:
	ldp  x22, x2, [x0, #TILE_N]
	ldp  x3, x4, [x0, #TILE_A]
	ldp  x26, x6, [x0, #TILE_B]
	ldp  x25, x8, [x0, #TILE_C]
	ldr  x23, [x0, #TILE_M]
1:	mov  x1, x22
	mov  x5, x26
	mov  x7, x25
	add  x9, x23, #7
	lsr  x9, x9, #3
	add  x21, x23, x9
	sub  x21, x21, #1
	udiv x21, x21, x9
	sub  x23, x23, x21
	cmp  x21, #7
	b.eq 7f
	b.gt 8f
	cmp  x21, #5
	b.eq 5f
	b.gt 6f
	cmp  x21, #3
	b.eq 3f
	b.gt 4f
	height 2, \f16
3:	height 3, \f16
4:	height 4, \f16
5:	height 5, \f16
6:	height 6, \f16
7:	height 7, \f16
8:	height 8, \f16
	.endm

	kernel gemmRows, 0
	kernel gemmRowsF16, 1
