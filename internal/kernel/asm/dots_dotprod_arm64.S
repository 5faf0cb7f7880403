// dotsInt8ASM (see dots_int_arm64.S) where the processor has the dot product of four
// bytes: a sixteenth of the multiplications.
//
//	func dotsInt8Dot(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int)

	.arch armv8.2-a+dotprod

	.p2align 4
dotsInt8Dot:
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
	sdot v16.4s, v0.16b, v1.16b
	sdot v17.4s, v0.16b, v2.16b
	sdot v18.4s, v0.16b, v3.16b
	sdot v19.4s, v0.16b, v4.16b
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
	sdot v16.4s, v0.16b, v1.16b
	sdot v17.4s, v0.16b, v2.16b
	sdot v18.4s, v0.16b, v3.16b
	sdot v19.4s, v0.16b, v4.16b
4:	addp v16.4s, v16.4s, v17.4s
	addp v18.4s, v18.4s, v19.4s
	addp v16.4s, v16.4s, v18.4s
	ldr  q20, [x0]
	add  v20.4s, v20.4s, v16.4s
	str  q20, [x0], #16
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
	sdot v16.4s, v0.16b, v1.16b
	subs x14, x14, #16
	b.gt 7b
8:	cbz  x4, 10f
	ldr  q0, [x4]
	ldr  q1, [x2, x7]
	sdot v16.4s, v0.16b, v1.16b
10:	addv s16, v16.4s
	ldr  s20, [x0]
	add  v20.2s, v20.2s, v16.2s
	str  s20, [x0], #4
	add  x2, x2, x5
	subs x6, x6, #1
	b.gt 6b
9:	ret
