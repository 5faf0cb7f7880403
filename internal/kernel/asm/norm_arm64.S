// The loops of batch normalisation. n is a multiple of 8 and positive; operations are
// rounded by themselves, but for the fused ones.
//
//	func deviateASM(q, x, mean *float32, n int)                q += (x-mean)²
//	func normSumsASM(sum, sumX, dy, x, s, t *float32, n int)   sum += dy; sumX += dy*(x*s + t), fused
//	func normGradASM(dx, x, s, t, dy, gain *float32, n int)    dx = dy*gain + (x*s + t), fused
//
// Registers: x0 and on the slices and then the elements left, v0 and v1, v2 and v3, … what
// is read of them; eight numbers at a time.

	.arch armv8-a

	.p2align 4
deviateASM:
1:	ldp  q2, q3, [x1], #32
	ldp  q4, q5, [x2], #32
	ldp  q0, q1, [x0]
	fsub v2.4s, v2.4s, v4.4s
	fsub v3.4s, v3.4s, v5.4s
	fmul v2.4s, v2.4s, v2.4s
	fmul v3.4s, v3.4s, v3.4s
	fadd v0.4s, v0.4s, v2.4s
	fadd v1.4s, v1.4s, v3.4s
	subs x3, x3, #8
	stp  q0, q1, [x0], #32
	b.gt 1b
	ret

	.p2align 4
normSumsASM:
1:	ldp  q6, q7, [x3], #32
	ldp  q16, q17, [x4], #32
	ldp  q18, q19, [x5], #32
	ldp  q4, q5, [x2], #32
	fmul v6.4s, v6.4s, v16.4s
	fmul v7.4s, v7.4s, v17.4s
	ldp  q0, q1, [x0]
	ldp  q2, q3, [x1]
	fadd v6.4s, v6.4s, v18.4s
	fadd v7.4s, v7.4s, v19.4s
	fadd v0.4s, v0.4s, v4.4s
	fadd v1.4s, v1.4s, v5.4s
	fmla v2.4s, v4.4s, v6.4s
	fmla v3.4s, v5.4s, v7.4s
	subs x6, x6, #8
	stp  q0, q1, [x0], #32
	stp  q2, q3, [x1], #32
	b.gt 1b
	ret

	.p2align 4
normGradASM:
1:	ldp  q2, q3, [x1], #32
	ldp  q4, q5, [x2], #32
	ldp  q6, q7, [x3], #32
	ldp  q16, q17, [x4], #32
	ldp  q18, q19, [x5], #32
	fmul v2.4s, v2.4s, v4.4s
	fmul v3.4s, v3.4s, v5.4s
	fadd v2.4s, v2.4s, v6.4s
	fadd v3.4s, v3.4s, v7.4s
	fmla v2.4s, v16.4s, v18.4s
	fmla v3.4s, v17.4s, v19.4s
	subs x6, x6, #8
	stp  q2, q3, [x0], #32
	b.gt 1b
	ret
