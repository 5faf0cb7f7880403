// Products of float16 matrices with sums in float16: FMLA of eight lanes, on processors
// with FEAT_FP16. For inference alone; other bits than those of the other sets.
//
//	func gemmFP16ASM(t *tile)    A and B in float16, A by rows
//
//	for j < n by 16, then 8: for i < m by 4, then by 1:
//		s = float16(C[i..][j..]); s = fma(A[i..][p], B[p][j..], s), p < k; C = s
//
// n is a positive multiple of 8, C is float32.
//
// Registers: x0 tile, x1 columns left, x2 B and x3 C of these columns, x4 rows left, x5
// rows of A, x6 of C, x7 products left, x8 B, x9–x12 A, x13–x15 strides of A, B, C, x16
// C; v0–v3 eight numbers of each row of A, v4 and v5 of
// B, v16–v23 sums, v24–v27 of C.

	.arch armv8.2-a+fp16

	.macro load v, lo, hi
	ldp  q24, q25, [x16]
	fcvtn  v\lo\().4h, v24.4s
	fcvtn2 v\lo\().8h, v25.4s
	.if \v == 2
	ldp  q26, q27, [x16, #32]
	fcvtn  v\hi\().4h, v26.4s
	fcvtn2 v\hi\().8h, v27.4s
	.endif
	add  x16, x16, x15
	.endm

	.macro store v, lo, hi
	fcvtl  v24.4s, v\lo\().4h
	fcvtl2 v25.4s, v\lo\().8h
	stp  q24, q25, [x16]
	.if \v == 2
	fcvtl  v26.4s, v\hi\().4h
	fcvtl2 v27.4s, v\hi\().8h
	stp  q26, q27, [x16, #32]
	.endif
	add  x16, x16, x15
	.endm

// mac adds number \lane of the rows of A times a row of B
	.macro mac v, rows, lane
	.if \v == 2
	ldp  q4, q5, [x8]
	.else
	ldr  q4, [x8]
	.endif
	add  x8, x8, x14
	fmla v16.8h, v4.8h, v0.h[\lane]
	.if \rows == 4
	fmla v18.8h, v4.8h, v1.h[\lane]
	fmla v20.8h, v4.8h, v2.h[\lane]
	fmla v22.8h, v4.8h, v3.h[\lane]
	.endif
	.if \v == 2
	fmla v17.8h, v5.8h, v0.h[\lane]
	.if \rows == 4
	fmla v19.8h, v5.8h, v1.h[\lane]
	fmla v21.8h, v5.8h, v2.h[\lane]
	fmla v23.8h, v5.8h, v3.h[\lane]
	.endif
	.endif
	.endm

// chain runs over p
	.macro chain v, rows
	ldr  x7, [x0, #8]
	mov  x8, x2
	subs x7, x7, #8
	b.lt 2f
1:	ldr  q0, [x9], #16
	.if \rows == 4
	ldr  q1, [x10], #16
	ldr  q2, [x11], #16
	ldr  q3, [x12], #16
	.endif
	mac  \v, \rows, 0
	mac  \v, \rows, 1
	mac  \v, \rows, 2
	mac  \v, \rows, 3
	mac  \v, \rows, 4
	mac  \v, \rows, 5
	mac  \v, \rows, 6
	mac  \v, \rows, 7
	subs x7, x7, #8
	b.ge 1b
2:	adds x7, x7, #8
	b.eq 4f
3:	ldr  h0, [x9], #2
	.if \rows == 4
	ldr  h1, [x10], #2
	ldr  h2, [x11], #2
	ldr  h3, [x12], #2
	.endif
	mac  \v, \rows, 0
	subs x7, x7, #1
	b.gt 3b
4:
	.endm

// columns does \v times eight columns of all rows
	.macro columns v
	ldr  x4, [x0, #72]
	ldr  x5, [x0, #16]
	mov  x6, x3
	subs x4, x4, #4
	b.lt 6f
5:	mov  x9, x5
	add  x10, x9, x13
	add  x11, x10, x13
	add  x12, x11, x13
	add  x5, x12, x13
	mov  x16, x6
	load \v, 16, 17
	load \v, 18, 19
	load \v, 20, 21
	load \v, 22, 23
	chain \v, 4
	mov  x16, x6
	store \v, 16, 17
	store \v, 18, 19
	store \v, 20, 21
	store \v, 22, 23
	mov  x6, x16
	subs x4, x4, #4
	b.ge 5b
6:	adds x4, x4, #4
	b.eq 8f
7:	mov  x9, x5
	add  x5, x5, x13
	mov  x16, x6
	load \v, 16, 17
	chain \v, 1
	mov  x16, x6
	store \v, 16, 17
	mov  x6, x16
	subs x4, x4, #1
	b.gt 7b
8:
	.endm

	.p2align 4
gemmFP16ASM:
	ldr  x1, [x0]
	ldr  x13, [x0, #24]
	ldp  x2, x14, [x0, #40]
	ldp  x3, x15, [x0, #56]
10:	cmp  x1, #16
	b.lt 11f
	columns 2
	add  x2, x2, #32
	add  x3, x3, #64
	sub  x1, x1, #16
	b    10b
11:	cbz  x1, 12f
	columns 1
12:	ret
