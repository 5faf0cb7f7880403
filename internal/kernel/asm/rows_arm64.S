// The loops over rows. n is a multiple of 8 and positive; every operation is
// rounded by itself, except in fmaASM.
//
//	func addASM(y, x *float32, n int)                  y += x
//	func axpyASM(y *float32, a float32, x *float32, n int)  y += a*x
//	func fmaASM(y, x, w *float32, n int)               y += x*w, fused
//	func scaleASM(y *float32, a float32, n int)        y *= a
//	func affineASM(y, x, s, t *float32, n int)         y = x*s + t
//	func reluASM(y *float32, max float32, n int)       y = y <= 0 ? 0 : y > max ? max : y
//	func reluGradASM(dy, y *float32, max float32, n int)    dy = 0 < y < max ? dy : 0
//
// Registers: x0 y or dy, x1 and on the other slices and then the elements left;
// a or max in v31.

	.arch armv8-a

	.macro scalar
	dup  v31.4s, v0.s[0]
	.endm

	.macro next count
	subs \count, \count, #8
	b.gt 1b
	ret
	.endm

	.p2align 4
addASM:
1:	ldp  q0, q1, [x0]
	ldp  q2, q3, [x1], #32
	fadd v0.4s, v0.4s, v2.4s
	fadd v1.4s, v1.4s, v3.4s
	stp  q0, q1, [x0], #32
	next x2

	.p2align 4
axpyASM:
	scalar
1:	ldp  q2, q3, [x1], #32
	ldp  q0, q1, [x0]
	fmul v2.4s, v2.4s, v31.4s
	fmul v3.4s, v3.4s, v31.4s
	fadd v0.4s, v0.4s, v2.4s
	fadd v1.4s, v1.4s, v3.4s
	stp  q0, q1, [x0], #32
	next x2

	.p2align 4
fmaASM:
1:	ldp  q0, q1, [x0]
	ldp  q2, q3, [x1], #32
	ldp  q4, q5, [x2], #32
	fmla v0.4s, v2.4s, v4.4s
	fmla v1.4s, v3.4s, v5.4s
	stp  q0, q1, [x0], #32
	next x3

	.p2align 4
scaleASM:
	scalar
1:	ldp  q0, q1, [x0]
	fmul v0.4s, v0.4s, v31.4s
	fmul v1.4s, v1.4s, v31.4s
	stp  q0, q1, [x0], #32
	next x1

	.p2align 4
affineASM:
1:	ldp  q0, q1, [x1], #32
	ldp  q2, q3, [x2], #32
	ldp  q4, q5, [x3], #32
	fmul v0.4s, v0.4s, v2.4s
	fmul v1.4s, v1.4s, v3.4s
	fadd v0.4s, v0.4s, v4.4s
	fadd v1.4s, v1.4s, v5.4s
	stp  q0, q1, [x0], #32
	next x4

	.macro clamp y
	fcmgt v2.4s, \y\().4s, v31.4s
	fcmle v3.4s, \y\().4s, #0.0
	bit  \y\().16b, v31.16b, v2.16b
	bic  \y\().16b, \y\().16b, v3.16b
	.endm

	.p2align 4
reluASM:
	scalar
1:	ldp  q0, q1, [x0]
	clamp v0
	clamp v1
	stp  q0, q1, [x0], #32
	next x1

	.macro mask dy, y
	fcmgt v4.4s, \y\().4s, #0.0
	fcmgt v5.4s, v31.4s, \y\().4s
	and  v4.16b, v4.16b, v5.16b
	and  \dy\().16b, \dy\().16b, v4.16b
	.endm

	.p2align 4
reluGradASM:
	scalar
1:	ldp  q0, q1, [x0]
	ldp  q2, q3, [x1], #32
	mask v0, v2
	mask v1, v3
	stp  q0, q1, [x0], #32
	next x2
