// The loops of pooling. n is a multiple of 8 and positive.
//
//	func largerASM(best, x *float32, which *uint8, tap uint32, n int)
//	func addWhereASM(dx, dy *float32, which *uint8, tap uint32, n int)
//
//	eight numbers at a time:
//		largerASM: where x > best or x is NaN: best = x; which = tap
//		addWhereASM: where which is tap: dx += dy
//
// Registers: x0 best or dx, x1 x or dy, x2 which, w3 tap, x4 elements left; v31 the tap,
// v0, v1 of x0, v2, v3 of x1, v4 which, v5, v6, v16, v17 masks.

	.arch armv8-a

	.p2align 4
largerASM:
	dup  v31.8b, w3
	.p2align 4
1:	ldp  q0, q1, [x0]
	ldp  q2, q3, [x1], #32
	ldr  d4, [x2]
	fcmgt v5.4s, v2.4s, v0.4s
	fcmgt v6.4s, v3.4s, v1.4s
	fcmeq v16.4s, v2.4s, v2.4s // 0 where x is NaN
	fcmeq v17.4s, v3.4s, v3.4s
	orn  v5.16b, v5.16b, v16.16b
	orn  v6.16b, v6.16b, v17.16b
	bit  v0.16b, v2.16b, v5.16b
	bit  v1.16b, v3.16b, v6.16b
	uzp1 v5.8h, v5.8h, v6.8h
	xtn  v5.8b, v5.8h
	bit  v4.8b, v31.8b, v5.8b
	stp  q0, q1, [x0], #32
	str  d4, [x2], #8
	subs x4, x4, #8
	b.gt 1b
	ret

	.p2align 4
addWhereASM:
	dup  v31.8b, w3
	.p2align 4
1:	ldr  d4, [x2], #8
	ldp  q0, q1, [x0]
	ldp  q2, q3, [x1], #32
	cmeq v4.8b, v4.8b, v31.8b
	sxtl v4.8h, v4.8b
	sxtl v5.4s, v4.4h
	sxtl2 v6.4s, v4.8h
	fadd v2.4s, v0.4s, v2.4s
	fadd v3.4s, v1.4s, v3.4s
	bit  v0.16b, v2.16b, v5.16b
	bit  v1.16b, v3.16b, v6.16b
	stp  q0, q1, [x0], #32
	subs x4, x4, #8
	b.gt 1b
	ret
