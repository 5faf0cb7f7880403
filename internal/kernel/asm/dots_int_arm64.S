// The products of one vector with rows of weights, on any arm64.
//
//	func dotsInt8ASM(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int)
//	func dotsInt16ASM(sums *int64, x, w *int16, n int, tail *int16, stride, outs, off int)
//
//	for o < outs: sums[o] += Σ_{i<n} x[i]·w[o·stride+i], and the product of tail, 16
//	bytes unless it is nil, with those at w + o·stride + off
//
// n is a multiple of 16 bytes of x, maybe 0; stride and off are in bytes. Four rows go
// together, the last ones alone.
//
// Registers: x0 sums, x1 x, x2 w, x3 bytes of x, x4 tail, x5 stride, x6 rows left,
// x7 off; x9 x, x10–x13 rows, x14 bytes left; v16–v19 sums, v20–v27 products.

	.arch armv8-a

	.macro mac8 sum, a, b, w
	smull  v\a\().8h, v0.8b, v\w\().8b
	smull2 v\b\().8h, v0.16b, v\w\().16b
	sadalp v\sum\().4s, v\a\().8h
	sadalp v\sum\().4s, v\b\().8h
	.endm

	.macro mac16 sum, a, b, w
	smull  v\a\().4s, v0.4h, v\w\().4h
	smull2 v\b\().4s, v0.8h, v\w\().8h
	sadalp v\sum\().2d, v\a\().4s
	sadalp v\sum\().2d, v\b\().4s
	.endm

	.macro store8
	addp v16.4s, v16.4s, v17.4s
	addp v18.4s, v18.4s, v19.4s
	addp v16.4s, v16.4s, v18.4s
	ldr  q20, [x0]
	add  v20.4s, v20.4s, v16.4s
	str  q20, [x0], #16
	.endm

	.macro store16
	addp v16.2d, v16.2d, v17.2d
	addp v18.2d, v18.2d, v19.2d
	ldp  q20, q21, [x0]
	add  v20.2d, v20.2d, v16.2d
	add  v21.2d, v21.2d, v18.2d
	stp  q20, q21, [x0], #32
	.endm

	.macro one8
	addv s16, v16.4s
	ldr  s20, [x0]
	add  v20.2s, v20.2s, v16.2s
	str  s20, [x0], #4
	.endm

	.macro one16
	addp d16, v16.2d
	ldr  d20, [x0]
	add  d20, d20, d16
	str  d20, [x0], #8
	.endm

	.macro dots mac, store, one
	subs x6, x6, #4
	b.lt 5f
1:	movi v16.4s, #0
	movi v17.4s, #0
	movi v18.4s, #0
	movi v19.4s, #0
	mov  x9, x1
	mov  x10, x2
	add  x11, x2, x5
	add  x12, x11, x5
	add  x13, x12, x5
	mov  x14, x3
	cbz  x14, 3f
2:	ldr  q0, [x9], #16
	ldr  q1, [x10], #16
	ldr  q2, [x11], #16
	ldr  q3, [x12], #16
	ldr  q4, [x13], #16
	\mac 16, 20, 21, 1
	\mac 17, 22, 23, 2
	\mac 18, 24, 25, 3
	\mac 19, 26, 27, 4
	subs x14, x14, #16
	b.gt 2b
3:	cbz  x4, 4f
	ldr  q0, [x4]
	add  x10, x2, x7
	ldr  q1, [x10]
	add  x10, x10, x5
	ldr  q2, [x10]
	add  x10, x10, x5
	ldr  q3, [x10]
	add  x10, x10, x5
	ldr  q4, [x10]
	\mac 16, 20, 21, 1
	\mac 17, 22, 23, 2
	\mac 18, 24, 25, 3
	\mac 19, 26, 27, 4
4:	\store
	add  x2, x2, x5, lsl #2
	subs x6, x6, #4
	b.ge 1b
5:	adds x6, x6, #4
	b.eq 9f
6:	movi v16.4s, #0
	mov  x9, x1
	mov  x10, x2
	mov  x14, x3
	cbz  x14, 8f
7:	ldr  q0, [x9], #16
	ldr  q1, [x10], #16
	\mac 16, 20, 21, 1
	subs x14, x14, #16
	b.gt 7b
8:	cbz  x4, 10f
	ldr  q0, [x4]
	ldr  q1, [x2, x7]
	\mac 16, 20, 21, 1
10:	\one
	add  x2, x2, x5
	subs x6, x6, #1
	b.gt 6b
9:	ret
	.endm

	.p2align 4
dotsInt8ASM:
	dots mac8, store8, one8

	.p2align 4
dotsInt16ASM:
	dots mac16, store16, one16
