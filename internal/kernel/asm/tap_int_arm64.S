// Taps of a depthwise convolution for every channel, and masks.
//
//	func tapsInt8ASM(acc *int32, x *int8, xs int, w *int8, ws, rows, zero, n int)
//	func tapsInt16ASM(acc *int32, h *int16, hs int, x *int8, xs, rows, zero, n int)
//	func maskInt8ASM(v *int32, y *int8, zero, n int)                 v = 0 where y ≤ zero
//
//	for r < rows: acc += (x[r·xs]-zero)·w[r·ws], or h[r·hs]·(x[r·xs]-zero)
//
// n is a positive multiple of 8, rows is positive, strides are in bytes.
//
// Registers: x0 acc, x1 and x3 factors, x2 and x4 their strides, x5 rows, w6 zero, x7
// elements left; x9 and x10 rows of the factors, x11 rows left.

	.arch armv8-a

	.p2align 4
tapsInt8ASM:
	dup   v31.16b, w6
1:	ldp   q16, q17, [x0]
	mov   x9, x1
	mov   x10, x3
	mov   x11, x5
2:	ldr   d0, [x9]
	ldr   d1, [x10]
	ssubl v2.8h, v0.8b, v31.8b
	sxtl  v3.8h, v1.8b
	smlal  v16.4s, v2.4h, v3.4h
	smlal2 v17.4s, v2.8h, v3.8h
	add   x9, x9, x2
	add   x10, x10, x4
	subs  x11, x11, #1
	b.gt  2b
	stp   q16, q17, [x0]
	add   x0, x0, #32
	add   x1, x1, #8
	add   x3, x3, #8
	subs  x7, x7, #8
	b.gt  1b
	ret

	.p2align 4
tapsInt16ASM:
	dup   v31.16b, w6
1:	ldp   q16, q17, [x0]
	mov   x9, x1
	mov   x10, x3
	mov   x11, x5
2:	ldr   q3, [x9]
	ldr   d0, [x10]
	ssubl v2.8h, v0.8b, v31.8b
	smlal  v16.4s, v2.4h, v3.4h
	smlal2 v17.4s, v2.8h, v3.8h
	add   x9, x9, x2
	add   x10, x10, x4
	subs  x11, x11, #1
	b.gt  2b
	stp   q16, q17, [x0]
	add   x0, x0, #32
	add   x1, x1, #16
	add   x3, x3, #8
	subs  x7, x7, #8
	b.gt  1b
	ret

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
