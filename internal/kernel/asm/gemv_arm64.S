// The matrix kernels of NEON for one row, bound by reading B.
//
//	func gemm1(t *tile)
//	func gemm1F16(t *tile)  B in float16
//
//	c[n] += a[k] · B[k][n], n a multiple of 8, k > 0
//
//	for 32 columns at a time, then 8:
//		load c; for p < k: c += a[p] * B[p], fused; store c
//
// Registers:
//
//	x1 columns left    x2 k        x17 k left
//	x3 a               x4 bytes per step of a    x9 a
//	x5 B of the tile   x6 bytes per row of B     x19, x20 B and 64 bytes on
//	x7 c
//	v16–v23 c    v0 a[p]    v1–v8 B, v24–v31 B after conversion

	.equ TILE_N, 0
	.equ TILE_A, 16
	.equ TILE_AP, 32
	.equ TILE_B, 40
	.equ TILE_C, 56

	.arch armv8-a

	.macro loadargs
	ldp  x1, x2, [x0, #TILE_N]
	ldr  x3, [x0, #TILE_A]
	ldr  x4, [x0, #TILE_AP]
	ldp  x5, x6, [x0, #TILE_B]
	ldr  x7, [x0, #TILE_C]
	.endm

	.macro widen lo, hi, src
	fcvtl  v\lo\().4s, v\src\().4h
	fcvtl2 v\hi\().4s, v\src\().8h
	.endm

	.macro mul32 b0, b1, b2, b3, b4, b5, b6, b7
	fmla v16.4s, v\b0\().4s, v0.4s
	fmla v17.4s, v\b1\().4s, v0.4s
	fmla v18.4s, v\b2\().4s, v0.4s
	fmla v19.4s, v\b3\().4s, v0.4s
	fmla v20.4s, v\b4\().4s, v0.4s
	fmla v21.4s, v\b5\().4s, v0.4s
	fmla v22.4s, v\b6\().4s, v0.4s
	fmla v23.4s, v\b7\().4s, v0.4s
	.endm

	.macro step32 f16
	ld1r {v0.4s}, [x9], x4
	.if \f16
	ld1  {v1.8h, v2.8h, v3.8h, v4.8h}, [x19], x6
	widen 24, 25, 1
	widen 26, 27, 2
	widen 28, 29, 3
	widen 30, 31, 4
	mul32 24, 25, 26, 27, 28, 29, 30, 31
	.else
	ld1  {v1.4s, v2.4s, v3.4s, v4.4s}, [x19], x6
	ld1  {v5.4s, v6.4s, v7.4s, v8.4s}, [x20], x6
	mul32 1, 2, 3, 4, 5, 6, 7, 8
	.endif
	.endm

	.macro step8 f16
	ld1r {v0.4s}, [x9], x4
	.if \f16
	ld1  {v1.8h}, [x19], x6
	widen 24, 25, 1
	fmla v16.4s, v24.4s, v0.4s
	fmla v17.4s, v25.4s, v0.4s
	.else
	ld1  {v1.4s, v2.4s}, [x19], x6
	fmla v16.4s, v1.4s, v0.4s
	fmla v17.4s, v2.4s, v0.4s
	.endif
	.endm

	.macro gemv name, f16, size
	.p2align 4
\name:
	loadargs
	subs x1, x1, #32
	b.lt 3f
1:	ldp  q16, q17, [x7]
	ldp  q18, q19, [x7, #32]
	ldp  q20, q21, [x7, #64]
	ldp  q22, q23, [x7, #96]
	mov  x9, x3
	mov  x19, x5
	add  x20, x5, #64
	mov  x17, x2
	.p2align 4
2:	step32 \f16
	subs x17, x17, #1
	b.gt 2b
	stp  q16, q17, [x7]
	stp  q18, q19, [x7, #32]
	stp  q20, q21, [x7, #64]
	stp  q22, q23, [x7, #96]
	add  x7, x7, #128
	add  x5, x5, #32*\size
	subs x1, x1, #32
	b.ge 1b
3:	adds x1, x1, #32
	b.eq 6f
4:	ldp  q16, q17, [x7]
	mov  x9, x3
	mov  x19, x5
	mov  x17, x2
	.p2align 4
5:	step8 \f16
	subs x17, x17, #1
	b.gt 5b
	stp  q16, q17, [x7], #32
	add  x5, x5, #8*\size
	subs x1, x1, #8
	b.gt 4b
6:	ret
	.endm

	gemv gemm1, 0, 4
	gemv gemm1F16, 1, 2
