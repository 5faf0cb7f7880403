// Taps of a depthwise convolution for every channel, and masks.
//
//	func tapsInt8ASM(acc *int32, x *int8, xs int, w *int8, ws, rows, zero, n int)
//	func tapsInt16ASM(acc *int32, h *int16, hs int, x *int8, xs, rows, zero, n int)
//	func maskInt8ASM(v *int32, y *int8, zero, n int)                 v = 0 where y ≤ zero
//
//	for r < rows: acc += (x[r·xs]-zero)·w[r·ws], or h[r·hs]·(x[r·xs]-zero)
//
// n is a positive multiple of 8, rows is positive, strides are in bytes. Channels go
// sixteen at a time, the last eight alone.
//
// Registers: x0 acc, x1 and x3 factors, x2 and x4 their strides, x5 rows, w6 zero, x7
// elements left; x9 and x10 rows of the factors, x11 rows left.

	.arch armv8-a

	.p2align 4
tapsInt8ASM:
	dup   v31.16b, w6
	subs  x7, x7, #16
	b.lt  4f
1:	ldp   q16, q17, [x0]
	ldp   q18, q19, [x0, #32]
	mov   x9, x1
	mov   x10, x3
	mov   x11, x5
2:	ldr   q0, [x9]
	ldr   q1, [x10]
	ssubl  v2.8h, v0.8b, v31.8b
	ssubl2 v3.8h, v0.16b, v31.16b
	sxtl  v6.8h, v1.8b
	sxtl2 v7.8h, v1.16b
	smlal  v16.4s, v2.4h, v6.4h
	smlal2 v17.4s, v2.8h, v6.8h
	smlal  v18.4s, v3.4h, v7.4h
	smlal2 v19.4s, v3.8h, v7.8h
	add   x9, x9, x2
	add   x10, x10, x4
	subs  x11, x11, #1
	b.gt  2b
	stp   q16, q17, [x0]
	stp   q18, q19, [x0, #32]
	add   x0, x0, #64
	add   x1, x1, #16
	add   x3, x3, #16
	subs  x7, x7, #16
	b.ge  1b
4:	adds  x7, x7, #16
	b.eq  6f
	ldp   q16, q17, [x0]
	mov   x9, x1
	mov   x10, x3
5:	ldr   d0, [x9]
	ldr   d1, [x10]
	ssubl v2.8h, v0.8b, v31.8b
	sxtl  v3.8h, v1.8b
	smlal  v16.4s, v2.4h, v3.4h
	smlal2 v17.4s, v2.8h, v3.8h
	add   x9, x9, x2
	add   x10, x10, x4
	subs  x5, x5, #1
	b.gt  5b
	stp   q16, q17, [x0]
6:	ret

	.p2align 4
tapsInt16ASM:
	dup   v31.16b, w6
	subs  x7, x7, #16
	b.lt  4f
1:	ldp   q16, q17, [x0]
	ldp   q18, q19, [x0, #32]
	mov   x9, x1
	mov   x10, x3
	mov   x11, x5
2:	ldp   q6, q7, [x9]
	ldr   q0, [x10]
	ssubl  v2.8h, v0.8b, v31.8b
	ssubl2 v3.8h, v0.16b, v31.16b
	smlal  v16.4s, v2.4h, v6.4h
	smlal2 v17.4s, v2.8h, v6.8h
	smlal  v18.4s, v3.4h, v7.4h
	smlal2 v19.4s, v3.8h, v7.8h
	add   x9, x9, x2
	add   x10, x10, x4
	subs  x11, x11, #1
	b.gt  2b
	stp   q16, q17, [x0]
	stp   q18, q19, [x0, #32]
	add   x0, x0, #64
	add   x1, x1, #32
	add   x3, x3, #16
	subs  x7, x7, #16
	b.ge  1b
4:	adds  x7, x7, #16
	b.eq  6f
	ldp   q16, q17, [x0]
	mov   x9, x1
	mov   x10, x3
5:	ldr   q3, [x9]
	ldr   d0, [x10]
	ssubl v2.8h, v0.8b, v31.8b
	smlal  v16.4s, v2.4h, v3.4h
	smlal2 v17.4s, v2.8h, v3.8h
	add   x9, x9, x2
	add   x10, x10, x4
	subs  x5, x5, #1
	b.gt  5b
	stp   q16, q17, [x0]
6:	ret

	.p2align 4
maskInt8ASM:
	dup   v31.8b, w2
1:	ldr   d0, [x1], #8
	cmgt  v0.8b, v0.8b, v31.8b
	sxtl  v0.8h, v0.8b
	sxtl  v1.4s, v0.4h
	sxtl2 v2.4s, v0.8h
	ldp   q3, q4, [x0]
	and   v3.16b, v3.16b, v1.16b
	and   v4.16b, v4.16b, v2.16b
	stp   q3, q4, [x0]
	add   x0, x0, #32
	subs  x3, x3, #8
	b.gt  1b
	ret
