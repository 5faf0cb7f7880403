// func transpose32(dst *float32, ds int, src *float32, ss, blocks int)
// func transpose16(dst *float32, ds int, src *F16, ss, blocks int)
//
//	for each block of 8 rows and 8 columns of src:
//		dst[q][r] = float32(src[r][q]), the next block 8 rows further down in dst
//
// Registers:
//
//	x0 dst    x1 bytes per row of dst    x4 blocks left
//	x2 src, then x9–x16 its rows    x3 bytes per row of src

	.arch armv8-a

	.macro rowpointers
	mov  x9, x2
	add  x10, x9, x3
	add  x11, x10, x3
	add  x12, x11, x3
	add  x13, x12, x3
	add  x14, x13, x3
	add  x15, x14, x3
	add  x16, x15, x3
	.endm

	.macro store lo, hi
	st1  {v\lo\().4s, v\hi\().4s}, [x0], x1
	.endm

// quad turns four columns of four rows, v<a> to v<d>, to v<e> to v<h>.
	.macro quad a, b, c, d, e, f, g, h
	trn1 v16.4s, v\a\().4s, v\b\().4s
	trn2 v17.4s, v\a\().4s, v\b\().4s
	trn1 v18.4s, v\c\().4s, v\d\().4s
	trn2 v19.4s, v\c\().4s, v\d\().4s
	trn1 v\e\().2d, v16.2d, v18.2d
	trn1 v\f\().2d, v17.2d, v19.2d
	trn2 v\g\().2d, v16.2d, v18.2d
	trn2 v\h\().2d, v17.2d, v19.2d
	.endm

	.p2align 4
transpose32:
	rowpointers
	.p2align 4
1:	ldp  q0, q1, [x9], #32
	ldp  q2, q3, [x10], #32
	ldp  q4, q5, [x11], #32
	ldp  q6, q7, [x12], #32
	ldp  q8, q9, [x13], #32
	ldp  q10, q11, [x14], #32
	ldp  q12, q13, [x15], #32
	ldp  q14, q15, [x16], #32
	quad 0, 2, 4, 6, 20, 22, 24, 26
	quad 8, 10, 12, 14, 21, 23, 25, 27
	store 20, 21
	store 22, 23
	store 24, 25
	store 26, 27
	quad 1, 3, 5, 7, 20, 22, 24, 26
	quad 9, 11, 13, 15, 21, 23, 25, 27
	store 20, 21
	store 22, 23
	store 24, 25
	store 26, 27
	subs x4, x4, #1
	b.gt 1b
	ret

// turn16 is a step of the transposition of halves.
	.macro turn16 a, b, t1, t2, size
	trn1 v\t1\().\size, v\a\().\size, v\b\().\size
	trn2 v\t2\().\size, v\a\().\size, v\b\().\size
	.endm

	.macro store16 a
	fcvtl  v0.4s, v\a\().4h
	fcvtl2 v1.4s, v\a\().8h
	store 0, 1
	.endm

	.p2align 4
transpose16:
	rowpointers
	.p2align 4
1:	ldr  q0, [x9], #16
	ldr  q1, [x10], #16
	ldr  q2, [x11], #16
	ldr  q3, [x12], #16
	ldr  q4, [x13], #16
	ldr  q5, [x14], #16
	ldr  q6, [x15], #16
	ldr  q7, [x16], #16
	turn16 0, 1, 16, 17, 8h    // rows 0, 1: even columns, odd columns
	turn16 2, 3, 18, 19, 8h
	turn16 4, 5, 20, 21, 8h
	turn16 6, 7, 22, 23, 8h
	turn16 16, 18, 24, 26, 4s  // rows 0–3: columns 0 and 4, 2 and 6
	turn16 17, 19, 25, 27, 4s  // columns 1 and 5, 3 and 7
	turn16 20, 22, 28, 30, 4s  // rows 4–7
	turn16 21, 23, 29, 31, 4s
	turn16 24, 28, 16, 20, 2d  // columns 0 and 4
	turn16 25, 29, 17, 21, 2d
	turn16 26, 30, 18, 22, 2d
	turn16 27, 31, 19, 23, 2d
	store16 16
	store16 17
	store16 18
	store16 19
	store16 20
	store16 21
	store16 22
	store16 23
	subs x4, x4, #1
	b.gt 1b
	ret
