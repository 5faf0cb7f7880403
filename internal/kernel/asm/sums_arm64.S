// The sums. n is a multiple of 16 and positive.
//
//	func sumASM(l *[16]float32, x *float32, n int)     l += x
//	func sumSqASM(l *[16]float32, x *float32, n int)   l += x*x
//	func dotASM(l *[16]float32, x, y *float32, n int)  l += x*y
//
// Registers: x0 l, x1 x, x2 y or the elements left, x3 the elements left; the
// lanes are in v16–v19.

	.arch armv8-a

	.macro lanes op
	\op  q16, q17, [x0]
	\op  q18, q19, [x0, #32]
	.endm

	.macro loadx
	ld1  {v0.4s, v1.4s, v2.4s, v3.4s}, [x1], #64
	.endm

	.macro times a, b, c, d
	fmul v0.4s, v0.4s, v\a\().4s
	fmul v1.4s, v1.4s, v\b\().4s
	fmul v2.4s, v2.4s, v\c\().4s
	fmul v3.4s, v3.4s, v\d\().4s
	.endm

	.macro addlanes count
	fadd v16.4s, v16.4s, v0.4s
	fadd v17.4s, v17.4s, v1.4s
	fadd v18.4s, v18.4s, v2.4s
	fadd v19.4s, v19.4s, v3.4s
	subs \count, \count, #16
	b.gt 1b
	lanes stp
	ret
	.endm

	.p2align 4
sumASM:
	lanes ldp
1:	loadx
	addlanes x2

	.p2align 4
sumSqASM:
	lanes ldp
1:	loadx
	times 0, 1, 2, 3
	addlanes x2

	.p2align 4
dotASM:
	lanes ldp
1:	loadx
	ld1  {v4.4s, v5.4s, v6.4s, v7.4s}, [x2], #64
	times 4, 5, 6, 7
	addlanes x3
