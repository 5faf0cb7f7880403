// The loops on the bits of float16. n is a multiple of 8 and positive.
//
//	func reluF16ASM(y *F16, max uint32, n int)
//	func reluGradF16ASM(dy, y *F16, max uint32, n int)
//	func peakF16ASM(peak, x *F16, n int)
//
//	16 numbers at a time, then eight:
//		reluF16ASM: y = max(y, 0); where y > max and y <= Inf: y = max
//		reluGradF16ASM: dy = 0 < y < max ? dy : 0
//		peakF16ASM: peak = max(peak, x), the sign of x left out
//
// Registers: x0 y, dy or peak, x1 y or x, x2 or x3 elements left; v31 max, v30 Inf, v29 0,
// or both the peaks, v0, v1 numbers, v2, v3 numbers of x1, v4 to v7 masks.

	.arch armv8-a

	.p2align 4
reluF16ASM:
	dup  v31.8h, w1
	movi v30.8h, #0x7c, lsl #8
	movi v29.8h, #0
	subs x2, x2, #16
	b.lt 2f
	.p2align 4
1:	ldp  q0, q1, [x0]
	smax v0.8h, v0.8h, v29.8h
	smax v1.8h, v1.8h, v29.8h
	cmgt v4.8h, v0.8h, v31.8h
	cmgt v5.8h, v1.8h, v31.8h
	cmge v6.8h, v30.8h, v0.8h
	cmge v7.8h, v30.8h, v1.8h
	and  v4.16b, v4.16b, v6.16b
	and  v5.16b, v5.16b, v7.16b
	bit  v0.16b, v31.16b, v4.16b
	bit  v1.16b, v31.16b, v5.16b
	stp  q0, q1, [x0], #32
	subs x2, x2, #16
	b.ge 1b
2:	adds x2, x2, #8
	b.lt 3f
	ldr  q0, [x0]
	smax v0.8h, v0.8h, v29.8h
	cmgt v4.8h, v0.8h, v31.8h
	cmge v6.8h, v30.8h, v0.8h
	and  v4.16b, v4.16b, v6.16b
	bit  v0.16b, v31.16b, v4.16b
	str  q0, [x0]
3:	ret

	.p2align 4
reluGradF16ASM:
	dup  v31.8h, w2
	subs x3, x3, #16
	b.lt 2f
	.p2align 4
1:	ldp  q2, q3, [x1], #32
	ldp  q0, q1, [x0]
	cmgt v4.8h, v2.8h, #0
	cmgt v5.8h, v3.8h, #0
	cmgt v6.8h, v31.8h, v2.8h
	cmgt v7.8h, v31.8h, v3.8h
	and  v4.16b, v4.16b, v6.16b
	and  v5.16b, v5.16b, v7.16b
	and  v0.16b, v0.16b, v4.16b
	and  v1.16b, v1.16b, v5.16b
	stp  q0, q1, [x0], #32
	subs x3, x3, #16
	b.ge 1b
2:	adds x3, x3, #8
	b.lt 3f
	ldr  q2, [x1]
	ldr  q0, [x0]
	cmgt v4.8h, v2.8h, #0
	cmgt v6.8h, v31.8h, v2.8h
	and  v4.16b, v4.16b, v6.16b
	and  v0.16b, v0.16b, v4.16b
	str  q0, [x0]
3:	ret

	.p2align 4
peakF16ASM:
	ldr  h29, [x0]
	movi v30.8h, #0
	subs x2, x2, #16
	b.lt 2f
	.p2align 4
1:	ldp  q0, q1, [x1], #32
	bic  v0.8h, #0x80, lsl #8
	bic  v1.8h, #0x80, lsl #8
	umax v29.8h, v29.8h, v0.8h
	umax v30.8h, v30.8h, v1.8h
	subs x2, x2, #16
	b.ge 1b
2:	adds x2, x2, #8
	b.lt 3f
	ldr  q0, [x1]
	bic  v0.8h, #0x80, lsl #8
	umax v29.8h, v29.8h, v0.8h
3:	umax v29.8h, v29.8h, v30.8h
	umaxv h0, v29.8h
	str  h0, [x0]
	ret
