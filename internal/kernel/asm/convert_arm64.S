// func widenASM(dst *float32, src *F16, n int)
// func narrowASM(dst *F16, src *float32, n int)
// func widenRowsASM(dst *float32, ds int, src *F16, ss, rows, n int)
// func copyRowsASM(dst *float32, ds int, src *float32, ss, rows, n int)
//
// n is a multiple of 8 and positive, so is rows; strides are in bytes.
//
// Registers: x0 dst, x1 src, x2 elements left; of rows x0 dst, x1 its stride, x2 src,
// x3 its stride, x4 rows left, x5 n, then x9, x10 the row, x11 elements left.

	.arch armv8-a

// widen32 widens 32 halves at x<src> to x<dst>, widen8 eight.
	.macro widen32 dst, src
	ld1  {v0.8h, v1.8h, v2.8h, v3.8h}, [x\src], #64
	fcvtl  v4.4s, v0.4h
	fcvtl2 v5.4s, v0.8h
	fcvtl  v6.4s, v1.4h
	fcvtl2 v7.4s, v1.8h
	fcvtl  v16.4s, v2.4h
	fcvtl2 v17.4s, v2.8h
	fcvtl  v18.4s, v3.4h
	fcvtl2 v19.4s, v3.8h
	st1  {v4.4s, v5.4s, v6.4s, v7.4s}, [x\dst], #64
	st1  {v16.4s, v17.4s, v18.4s, v19.4s}, [x\dst], #64
	.endm
	.macro widen8 dst, src
	ldr  q0, [x\src], #16
	fcvtl  v1.4s, v0.4h
	fcvtl2 v2.4s, v0.8h
	stp  q1, q2, [x\dst], #32
	.endm

	.macro copy32 dst, src
	ld1  {v0.4s, v1.4s, v2.4s, v3.4s}, [x\src], #64
	ld1  {v4.4s, v5.4s, v6.4s, v7.4s}, [x\src], #64
	st1  {v0.4s, v1.4s, v2.4s, v3.4s}, [x\dst], #64
	st1  {v4.4s, v5.4s, v6.4s, v7.4s}, [x\dst], #64
	.endm
	.macro copy8 dst, src
	ldp  q0, q1, [x\src], #32
	stp  q0, q1, [x\dst], #32
	.endm

// rows does \many to each 32 elements of x4 rows, \few to eight of the rest.
	.macro rows name, many, few
	.p2align 4
\name:
1:	mov  x9, x0
	mov  x10, x2
	subs x11, x5, #32
	b.lt 3f
2:	\many 9, 10
	subs x11, x11, #32
	b.ge 2b
3:	adds x11, x11, #32
	b.eq 5f
4:	\few 9, 10
	subs x11, x11, #8
	b.gt 4b
5:	add  x0, x0, x1
	add  x2, x2, x3
	subs x4, x4, #1
	b.gt 1b
	ret
	.endm

	rows widenRowsASM, widen32, widen8
	rows copyRowsASM, copy32, copy8

	.p2align 4
widenASM:
	subs x2, x2, #64
	b.lt 2f
1:	widen32 0, 1
	widen32 0, 1
	subs x2, x2, #64
	b.ge 1b
2:	adds x2, x2, #64
	b.eq 4f
	cmp  x2, #32
	b.lt 3f
	widen32 0, 1
	subs x2, x2, #32
	b.eq 4f
3:	widen8 0, 1
	subs x2, x2, #8
	b.gt 3b
4:	ret

// narrow rounds v<lo> and v<hi> to v<lo>. Without its sign a NaN is above v30, the
// infinity; it becomes v31, 0x7e00.
	.macro narrow lo, hi
	fcvtn  v\lo\().4h, v\lo\().4s
	fcvtn2 v\lo\().8h, v\hi\().4s
	add  v\hi\().8h, v\lo\().8h, v\lo\().8h
	cmhi v\hi\().8h, v\hi\().8h, v30.8h
	bit  v\lo\().16b, v31.16b, v\hi\().16b
	.endm

	.p2align 4
narrowASM:
	mov  w9, #0x7e00
	dup  v31.8h, w9
	mov  w9, #0xf800
	dup  v30.8h, w9
	subs x2, x2, #16
	b.lt 2f
1:	ld1  {v0.4s, v1.4s, v2.4s, v3.4s}, [x1], #64
	narrow 0, 1
	narrow 2, 3
	stp  q0, q2, [x0], #32
	subs x2, x2, #16
	b.ge 1b
2:	adds x2, x2, #16
	b.eq 3f
	ldp  q0, q1, [x1]
	narrow 0, 1
	str  q0, [x0]
3:	ret
