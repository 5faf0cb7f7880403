// The updaters' loops. n is a multiple of 8 and positive; every operation is
// rounded by itself.
//
//	func squareASM(q, w *float32, n int)                 q += w*w
//	func centreASM(g, h, q, hx *float32, x float32, n int)
//	                                                     g -= h*x; q += g*g; hx += g*x
//	func stepASM(w, s, g *float32, n int)                w -= s*g
//	func stepF16ASM(w *F16, s, g *float32, n int)        w = float16(w - s*g)
//	func momentumASM(w, v, s, g *float32, mu float32, n int)
//	                                                     v = mu*v + s*g; w -= v
//	func momentumF16ASM(w, v *F16, s, g *float32, mu float32, n int)
//	      v = float16(clamp(mu*v + s*g*1024, ±65504)); w = float16(w - v/1024)
//
// Registers: the slices in x0 and on, then the elements left; x or mu in v31,
// constants in v27–v30.

	.arch armv8-a

	.macro scalar
	dup  v31.4s, v0.s[0]
	.endm

	.macro vconst reg, high
	mov  w9, #\high << 16
	dup  v\reg\().4s, w9
	.endm

	.macro next count
	subs \count, \count, #8
	b.gt 1b
	ret
	.endm

// both does an instruction on two pairs of registers.
	.macro both op, d0, d1, a0, a1, b0, b1
	\op  v\d0\().4s, v\a0\().4s, v\b0\().4s
	\op  v\d1\().4s, v\a1\().4s, v\b1\().4s
	.endm

	.macro widen src, lo, hi
	fcvtl  v\lo\().4s, v\src\().4h
	fcvtl2 v\hi\().4s, v\src\().8h
	.endm

// narrow rounds v<lo>, v<hi> to v<lo>; a NaN becomes v30, and that 0x7e00.
	.macro narrow lo, hi
	fcmeq v16.4s, v\lo\().4s, v\lo\().4s
	fcmeq v17.4s, v\hi\().4s, v\hi\().4s
	bif  v\lo\().16b, v30.16b, v16.16b
	bif  v\hi\().16b, v30.16b, v17.16b
	fcvtn  v\lo\().4h, v\lo\().4s
	fcvtn2 v\lo\().8h, v\hi\().4s
	.endm

	.p2align 4
squareASM:
1:	ldp  q0, q1, [x0]
	ldp  q2, q3, [x1], #32
	both fmul, 2, 3, 2, 3, 2, 3
	both fadd, 0, 1, 0, 1, 2, 3
	stp  q0, q1, [x0], #32
	next x2

	.p2align 4
centreASM:
	scalar
1:	ldp  q2, q3, [x1], #32
	ldp  q0, q1, [x0]
	ldp  q4, q5, [x2]
	ldp  q6, q7, [x3]
	both fmul, 2, 3, 2, 3, 31, 31
	both fsub, 0, 1, 0, 1, 2, 3
	both fmul, 2, 3, 0, 1, 0, 1
	both fadd, 4, 5, 4, 5, 2, 3
	both fmul, 2, 3, 0, 1, 31, 31
	both fadd, 6, 7, 6, 7, 2, 3
	stp  q0, q1, [x0], #32
	stp  q4, q5, [x2], #32
	stp  q6, q7, [x3], #32
	next x4

	.p2align 4
stepASM:
1:	ldp  q2, q3, [x1], #32
	ldp  q4, q5, [x2], #32
	ldp  q0, q1, [x0]
	both fmul, 2, 3, 2, 3, 4, 5
	both fsub, 0, 1, 0, 1, 2, 3
	stp  q0, q1, [x0], #32
	next x3

	.p2align 4
stepF16ASM:
	vconst 30, 0x7fc0
1:	ldp  q2, q3, [x1], #32
	ldp  q4, q5, [x2], #32
	ldr  q6, [x0]
	widen 6, 0, 1
	both fmul, 2, 3, 2, 3, 4, 5
	both fsub, 0, 1, 0, 1, 2, 3
	narrow 0, 1
	str  q0, [x0], #16
	next x3

	.p2align 4
momentumASM:
	scalar
1:	ldp  q2, q3, [x2], #32
	ldp  q4, q5, [x3], #32
	ldp  q6, q7, [x1]
	ldp  q0, q1, [x0]
	both fmul, 2, 3, 2, 3, 4, 5
	both fmul, 6, 7, 6, 7, 31, 31
	both fadd, 6, 7, 6, 7, 2, 3
	both fsub, 0, 1, 0, 1, 6, 7
	stp  q6, q7, [x1], #32
	stp  q0, q1, [x0], #32
	next x4

	.p2align 4
momentumF16ASM:
	scalar
	vconst 30, 0x7fc0
	vconst 29, 0x4480            // 1024
	vconst 28, 0x3a80            // 1/1024
	mov  w9, #0xe000             // 65504
	movk w9, #0x477f, lsl #16
	dup  v27.4s, w9
	fneg v26.4s, v27.4s
1:	ldp  q2, q3, [x2], #32
	ldp  q4, q5, [x3], #32
	ldr  q20, [x1]
	ldr  q21, [x0]
	both fmul, 2, 3, 2, 3, 4, 5
	both fmul, 2, 3, 2, 3, 29, 29
	widen 20, 6, 7
	both fmul, 6, 7, 6, 7, 31, 31
	both fadd, 6, 7, 6, 7, 2, 3
	both fmax, 6, 7, 6, 7, 26, 26
	both fmin, 6, 7, 6, 7, 27, 27
	narrow 6, 7
	str  q6, [x1], #16
	widen 6, 2, 3
	both fmul, 2, 3, 2, 3, 28, 28
	widen 21, 0, 1
	both fsub, 0, 1, 0, 1, 2, 3
	narrow 0, 1
	str  q0, [x0], #16
	next x4
