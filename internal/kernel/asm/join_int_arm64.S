// A gradient joins a sum of gradients.
//
//	func joinIntASM(sum, v *int32, mult, shift, n int)
//
//	sum = sat(sum + sat((v·mult + 2^(shift-1)) >> shift)), both to ±(2^31-1)
//
// n is a positive multiple of 4, shift is 1 to 62.

	.arch armv8-a

	.p2align 4
joinIntASM:
	dup   v16.4s, w2
	neg   x3, x3
	dup   v17.2d, x3
	mov   w9, #0x80000000
	add   w9, w9, #1
	dup   v18.4s, w9
1:	ldr   q0, [x1], #16
	ldr   q3, [x0]
	smull  v1.2d, v0.2s, v16.2s
	smull2 v2.2d, v0.4s, v16.4s
	srshl v1.2d, v1.2d, v17.2d
	srshl v2.2d, v2.2d, v17.2d
	sqxtn  v1.2s, v1.2d
	sqxtn2 v1.4s, v2.2d
	smax  v1.4s, v1.4s, v18.4s
	sqadd v1.4s, v1.4s, v3.4s
	smax  v1.4s, v1.4s, v18.4s
	str   q1, [x0]
	add   x0, x0, #16
	subs  x4, x4, #4
	b.gt  1b
	ret
