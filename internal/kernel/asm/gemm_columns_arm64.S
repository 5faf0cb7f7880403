// The matrix kernel of NEON for A by columns.
//
//	func gemmColumns(t *tile)  A by columns, t.ai == 4
//
//	C[m][n] += A[m][k] · B[k][n], m > 0, n > 3, k > 0
//
//	for up to 8 rows at a time, as even as possible:
//		for 12 columns at a time, then 8, then 4:
//			load the tile of C
//			for p < k: a = A[p], b = B[p]; for each row r: C[r] += a[r] * b, fused
//			store the tile of C
//
// The last four columns may overlap those before; these keep what they have.
//
// Registers:
//
//	x22 n              x1 columns left    x23 rows left    x2 k      x17 k left
//	x3 A of the tile   x4 bytes per step of A              x9, x21 A[p]
//	x26 B    x5 B of the tile   x6 bytes per row of B      x19 B[p]
//	x25 C    x7 C of the tile   x8 bytes per row of C      x20 a row of it
//	v0, v1 A[p]    v2–v4 B[p]    v5 the lanes to store, v6 what was there
//	x13 t.inOrder; then v5, v6 the next A[p], x10–x12 upper halves on their way
//	v8–v31 C, three per row; of eight columns v16–v31, of four v16–v23

	.equ TILE_N, 0
	.equ TILE_A, 16
	.equ TILE_AP, 32
	.equ TILE_B, 40
	.equ TILE_C, 56
	.equ TILE_M, 72

	.arch armv8-a
	.altmacro

// everyrow does \op a, lane, c0, c1, c2, lo, hi, one for each row: v<a>.s[lane] is its
// element of A; its registers of C are v<c0> to v<c2>, v<lo> and v<hi>, or v<one>.
	.macro everyrow rows, op:vararg
	.set count, 0
	.rept \rows
	.if count < 4 && (count < 2 || \rows != 3)
	onerow 0, %count, %(8+3*count), %(9+3*count), %(10+3*count), %(16+2*count), %(17+2*count), %(16+count), \op
	.elseif \rows == 3
	onerow 1, 0, %(8+3*count), %(9+3*count), %(10+3*count), %(16+2*count), %(17+2*count), %(16+count), \op
	.else
	onerow 1, %(count+4-\rows), %(8+3*count), %(9+3*count), %(10+3*count), %(16+2*count), %(17+2*count), %(16+count), \op
	.endif
	.set count, count+1
	.endr
	.endm
	.macro onerow a, lane, c0, c1, c2, lo, hi, one, op
	\op \a, \lane, \c0, \c1, \c2, \lo, \hi, \one
	.endm

	.macro load12 a, lane, c0, c1, c2, lo, hi, one
	ldp  q\c0, q\c1, [x20]
	ldr  q\c2, [x20, #32]
	add  x20, x20, x8
	.endm
	.macro store12 a, lane, c0, c1, c2, lo, hi, one
	stp  q\c0, q\c1, [x20]
	str  q\c2, [x20, #32]
	add  x20, x20, x8
	.endm
	.macro mul12 a, lane, c0, c1, c2, lo, hi, one
	fmla v\c0\().4s, v2.4s, v\a\().s[\lane]
	fmla v\c1\().4s, v3.4s, v\a\().s[\lane]
	fmla v\c2\().4s, v4.4s, v\a\().s[\lane]
	.endm
	.macro load8 a, lane, c0, c1, c2, lo, hi, one
	ldp  q\lo, q\hi, [x20]
	add  x20, x20, x8
	.endm
	.macro store8 a, lane, c0, c1, c2, lo, hi, one
	stp  q\lo, q\hi, [x20]
	add  x20, x20, x8
	.endm
	.macro mul8 a, lane, c0, c1, c2, lo, hi, one
	fmla v\lo\().4s, v2.4s, v\a\().s[\lane]
	fmla v\hi\().4s, v3.4s, v\a\().s[\lane]
	.endm
	.macro load4 a, lane, c0, c1, c2, lo, hi, one
	ldr  q\one, [x20]
	add  x20, x20, x8
	.endm
	.macro store4 a, lane, c0, c1, c2, lo, hi, one
	ldr  q6, [x20]
	bif  v\one\().16b, v6.16b, v5.16b
	str  q\one, [x20]
	add  x20, x20, x8
	.endm
	.macro mul4 a, lane, c0, c1, c2, lo, hi, one
	fmla v\one\().4s, v2.4s, v\a\().s[\lane]
	.endm

// loada reads \rows elements of A: the second half overlaps the first.
	.macro loada rows
	.if \rows == 8
	ld1  {v0.4s, v1.4s}, [x9], x4
	.elseif \rows > 4
	ld1  {v0.4s}, [x9], x4
	ld1  {v1.4s}, [x21], x4
	.elseif \rows == 4
	ld1  {v0.4s}, [x9], x4
	.elseif \rows == 3
	ld1  {v0.2s}, [x9], x4
	ld1r {v1.4s}, [x21], x4
	.elseif \rows == 2
	ld1  {v0.2s}, [x9], x4
	.else
	ld1r {v0.4s}, [x9], x4
	.endif
	.endm

	.macro loadb cols
	.if \cols == 12
	ld1  {v2.4s, v3.4s, v4.4s}, [x19], x6
	.elseif \cols == 8
	ld1  {v2.4s, v3.4s}, [x19], x6
	.else
	ld1  {v2.4s}, [x19], x6
	.endif
	.endm

	.macro step rows, cols, mul
	loada \rows
	loadb \cols
	everyrow \rows, \mul
	.endm

// block does \rows rows and \cols columns.
	.macro block rows, cols, load, mul, store
	mov  x20, x7
	everyrow \rows, \load
	mov  x9, x3
	.if \rows == 3
	add  x21, x3, #8
	.elseif \rows > 4 && \rows < 8
	add  x21, x3, #4*\rows-16
	.endif
	mov  x19, x5
	subs x17, x2, #4
	b.lt 32f
	.p2align 4
31:	.rept 3
	step \rows, \cols, \mul
	.endr
	subs x17, x17, #4
	step \rows, \cols, \mul
	b.ge 31b
32:	adds x17, x17, #4
	b.eq 34f
33:	subs x17, x17, #1
	step \rows, \cols, \mul
	b.gt 33b
34:	mov  x20, x7
	everyrow \rows, \store
	add  x7, x7, #4*\cols
	add  x5, x5, #4*\cols
	.endm

// inorder is block 8, 12 for the Cortex-A53, which issues two instructions a cycle in
// order. There a load of 128 bits takes two cycles alone, LDR d one cycle, INS beside it
// for nothing, LDR x and ADD nothing beside FMLA (ncnn, "arm a53 a55 dual issue"). So an
// operand comes as LDR d and LDR x, and INS joins them beside the LDR d of the next
// operand: 24 cycles of FMLA and five of loads, for 96 products. Columns 8–11 of B[p]
// come while the first are multiplied, the next A[p] and B[p] after them.
	.macro colmul col, first, a, lanes:vararg
	.irp lane, \lanes
	colone %(8+\col+3*(\first+\lane)), %(2+\col), \a, \lane
	.endr
	.endm
	.macro colone c, b, a, lane
	fmla v\c\().4s, v\b\().4s, v\a\().s[\lane]
	.endm
	.macro instep a0, a1, n0, n1
	ldr  d4, [x19, #32]
	mov  v3.d[1], x12
	colmul 0, 0, \a0, 0
	ldr  x10, [x19, #40]
	colmul 0, 0, \a0, 1, 2, 3
	ldr  d\n0, [x9]
	mov  v4.d[1], x10
	colmul 0, 4, \a1, 0
	ldr  x11, [x9, #8]
	colmul 0, 4, \a1, 1
	add  x19, x19, x6
	colmul 0, 4, \a1, 2, 3
	ldr  d2, [x19]
	mov  v\n0\().d[1], x11
	colmul 1, 0, \a0, 0
	ldr  x10, [x19, #8]
	colmul 1, 0, \a0, 1, 2, 3
	ldr  d\n1, [x9, #16]
	mov  v2.d[1], x10
	colmul 1, 4, \a1, 0
	ldr  x11, [x9, #24]
	colmul 1, 4, \a1, 1
	add  x9, x9, x4
	colmul 1, 4, \a1, 2, 3
	ldr  d3, [x19, #16]
	mov  v\n1\().d[1], x11
	colmul 2, 0, \a0, 0
	ldr  x12, [x19, #24]
	colmul 2, 0, \a0, 1, 2, 3
	subs x17, x17, #1
	colmul 2, 4, \a1, 0, 1, 2, 3
	.endm
	.macro inlast a0, a1
	ldr  q4, [x19, #32]
	mov  v3.d[1], x12
	.irp col, 0, 1, 2
	colmul \col, 0, \a0, 0, 1, 2, 3
	colmul \col, 4, \a1, 0, 1, 2, 3
	.endr
	.endm
	.macro inorder
	mov  x20, x7
	everyrow 8, load12
	mov  x19, x5
	ldp  q0, q1, [x3]
	add  x9, x3, x4
	ldr  q2, [x19]
	ldr  d3, [x19, #16]
	ldr  x12, [x19, #24]
	subs x17, x2, #2
	b.lt 42f
	.p2align 4
41:	instep 0, 1, 5, 6
	b.lt 43f
	instep 5, 6, 0, 1
	b.ge 41b
42:	inlast 0, 1
	b 44f
43:	inlast 5, 6
44:	mov  x20, x7
	everyrow 8, store12
	add  x7, x7, #48
	add  x5, x5, #48
	.endm

// height does \rows rows of C.
	.macro height rows
	subs x1, x1, #12
	b.lt 12f
11:	.if \rows == 8
	cbz  x13, 17f
	inorder
	b 18f
	.endif
17:	block \rows, 12, load12, mul12, store12
18:	subs x1, x1, #12
	b.ge 11b
12:	adds x1, x1, #12
	b.eq 16f
	cmp  x1, #8
	b.lt 13f
	block \rows, 8, load8, mul8, store8
	subs x1, x1, #8
	b.eq 16f
13:	mov  x9, #0
	cmp  x1, #4
	b.ge 14f
	mov  x9, #4
	sub  x9, x9, x1
	sub  x7, x7, x9, lsl #2
	sub  x5, x5, x9, lsl #2
14:	mov  x21, #0x100000000
	fmov d6, x21
	mov  x21, #2
	movk x21, #3, lsl #32
	mov  v6.d[1], x21
	dup  v5.4s, w9
	cmhs v5.4s, v6.4s, v5.4s
	block \rows, 4, load4, mul4, store4
	subs x1, x1, #4
	b.gt 13b
16:	add  x3, x3, #4*\rows
	mov  x9, #\rows
	madd x25, x8, x9, x25
	cbnz x23, 10b
	ret
	.endm

	.p2align 4
gemmColumns:
	ldp  x22, x2, [x0, #TILE_N]
	ldr  x3, [x0, #TILE_A]
	ldr  x4, [x0, #TILE_AP]
	ldp  x26, x6, [x0, #TILE_B]
	ldp  x25, x8, [x0, #TILE_C]
	ldp  x23, x13, [x0, #TILE_M]
10:	mov  x1, x22
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
	cmp  x21, #1
	b.gt 2f
	height 1
2:	height 2
3:	height 3
4:	height 4
5:	height 5
6:	height 6
7:	height 7
8:	height 8
