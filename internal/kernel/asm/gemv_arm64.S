// The matrix kernels of NEON for one row, bound by reading B.
//
//	func gemm1(t *tile)     t.ap == 4
//	func gemm1F16(t *tile)  the same with B in float16
//
//	c[n] += a[k] · B[k][n], n > 3, k > 0
//
//	for 32 columns at a time, then 8, then 4:
//		load c; for p < k: c += a[p] * B[p], fused; store c
//
// The last four columns may overlap those before; these keep what they have.
//
// Registers:
//
//	x1 columns left    x2 k        x17 k left
//	x3 a               x9 a[p]
//	x5 B of the tile   x6 bytes per row of B     x19, x20 B[p] and 64 bytes on
//	x7 c               x21 for a moment
//	v16–v23 c    v0 a[p]    v1–v8 B, v24–v31 B after conversion
//	v9 the lanes to store, v10 what was there

	.equ TILE_N, 0
	.equ TILE_A, 16
	.equ TILE_B, 40
	.equ TILE_C, 56

	.arch armv8-a

	.macro widen lo, hi, src
	fcvtl  v\lo\().4s, v\src\().4h
	fcvtl2 v\hi\().4s, v\src\().8h
	.endm

	.macro mul32 lane, b0, b1, b2, b3, b4, b5, b6, b7
	fmla v16.4s, v\b0\().4s, v0.s[\lane]
	fmla v17.4s, v\b1\().4s, v0.s[\lane]
	fmla v18.4s, v\b2\().4s, v0.s[\lane]
	fmla v19.4s, v\b3\().4s, v0.s[\lane]
	fmla v20.4s, v\b4\().4s, v0.s[\lane]
	fmla v21.4s, v\b5\().4s, v0.s[\lane]
	fmla v22.4s, v\b6\().4s, v0.s[\lane]
	fmla v23.4s, v\b7\().4s, v0.s[\lane]
	.endm

	.macro step32 f16, lane
	.if \f16
	ld1  {v1.8h, v2.8h, v3.8h, v4.8h}, [x19], x6
	widen 24, 25, 1
	widen 26, 27, 2
	widen 28, 29, 3
	widen 30, 31, 4
	mul32 \lane, 24, 25, 26, 27, 28, 29, 30, 31
	.else
	ld1  {v1.4s, v2.4s, v3.4s, v4.4s}, [x19], x6
	ld1  {v5.4s, v6.4s, v7.4s, v8.4s}, [x20], x6
	mul32 \lane, 1, 2, 3, 4, 5, 6, 7, 8
	.endif
	.endm

	.macro step8 f16, lane
	.if \f16
	ld1  {v1.8h}, [x19], x6
	widen 24, 25, 1
	fmla v16.4s, v24.4s, v0.s[\lane]
	fmla v17.4s, v25.4s, v0.s[\lane]
	.else
	ld1  {v1.4s, v2.4s}, [x19], x6
	fmla v16.4s, v1.4s, v0.s[\lane]
	fmla v17.4s, v2.4s, v0.s[\lane]
	.endif
	.endm

	.macro step4 f16, lane
	.if \f16
	ld1  {v1.4h}, [x19], x6
	fcvtl v1.4s, v1.4h
	.else
	ld1  {v1.4s}, [x19], x6
	.endif
	fmla v16.4s, v1.4s, v0.s[\lane]
	.endm

// chain does \step for every p.
	.macro chain step, f16
	mov  x9, x3
	mov  x19, x5
	add  x20, x5, #64
	subs x17, x2, #4
	b.lt 32f
	.p2align 4
31:	ldr  q0, [x9], #16
	\step \f16, 0
	\step \f16, 1
	\step \f16, 2
	subs x17, x17, #4
	\step \f16, 3
	b.ge 31b
32:	adds x17, x17, #4
	b.eq 34f
33:	ldr  s0, [x9], #4
	subs x17, x17, #1
	\step \f16, 0
	b.gt 33b
34:
	.endm

	.macro gemv name, f16
	.p2align 4
\name:
	ldp  x1, x2, [x0, #TILE_N]
	ldr  x3, [x0, #TILE_A]
	ldp  x5, x6, [x0, #TILE_B]
	ldr  x7, [x0, #TILE_C]
	subs x1, x1, #32
	b.lt 2f
1:	ldp  q16, q17, [x7]
	ldp  q18, q19, [x7, #32]
	ldp  q20, q21, [x7, #64]
	ldp  q22, q23, [x7, #96]
	chain step32, \f16
	stp  q16, q17, [x7], #32
	stp  q18, q19, [x7], #32
	stp  q20, q21, [x7], #32
	stp  q22, q23, [x7], #32
	add  x5, x5, #128>>\f16
	subs x1, x1, #32
	b.ge 1b
2:	adds x1, x1, #24
	b.lt 4f
3:	ldp  q16, q17, [x7]
	chain step8, \f16
	stp  q16, q17, [x7], #32
	add  x5, x5, #32>>\f16
	subs x1, x1, #8
	b.ge 3b
4:	adds x1, x1, #8
	b.eq 7f
5:	mov  x9, #0
	cmp  x1, #4
	b.ge 6f
	mov  x9, #4
	sub  x9, x9, x1
	sub  x7, x7, x9, lsl #2
	sub  x5, x5, x9, lsl #2-\f16
6:	mov  x21, #0x100000000
	fmov d10, x21
	mov  x21, #2
	movk x21, #3, lsl #32
	mov  v10.d[1], x21
	dup  v9.4s, w9
	cmhs v9.4s, v10.4s, v9.4s
	ldr  q16, [x7]
	chain step4, \f16
	ldr  q10, [x7]
	bif  v16.16b, v10.16b, v9.16b
	str  q16, [x7], #16
	add  x5, x5, #16>>\f16
	subs x1, x1, #4
	b.gt 5b
7:	ret
	.endm

	gemv gemm1, 0
	gemv gemm1F16, 1
