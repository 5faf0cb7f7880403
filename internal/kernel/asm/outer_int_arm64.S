// Rows times a number each, into rows (outer) or into one row (gather): the products
// of the backward pass. Numbers of 0 are skipped.
//
//	func outerInt8ASM(acc *int32, stride int, h *int16, outs int, x *int8, n, zero int)
//	func gatherInt8ASM(acc *int32, h *int16, outs int, w *int8, stride, n int)
//	func outerInt16ASM(acc *int64, stride int, h *int16, outs int, x *int16, n int)
//	func gatherInt16ASM(acc *int64, h *int16, outs int, w *int16, stride, n int)
//
//	outer:  for o < outs: acc[o·stride+i] += h[o]·(x[i]-zero)
//	gather: for o < outs: acc[i] += h[o]·w[o·stride+i]
//
// i < n, a positive multiple of 8; outs is positive; strides are in bytes. Columns go
// in blocks of 32, 8 with 16 bits, then of 8.
//
// Registers, outer: x0 acc, x1 stride, x2 h, x3 outs, x4 x, x5 columns left, w6 zero;
// gather: x0 acc, x1 h, x2 outs, x3 w, x4 stride, x5 columns left. x9 row, x10 h, x11
// rows left, w12 and v6 the number.

	.arch armv8-a

	.p2align 4
outerInt8ASM:
	dup   v31.16b, w6
1:	cmp   x5, #32
	b.lt  4f
	ldp   q0, q1, [x4], #32
	ssubl  v2.8h, v0.8b, v31.8b
	ssubl2 v3.8h, v0.16b, v31.16b
	ssubl  v4.8h, v1.8b, v31.8b
	ssubl2 v5.8h, v1.16b, v31.16b
	mov   x9, x0
	mov   x10, x2
	mov   x11, x3
2:	ldrsh w12, [x10], #2
	cbz   w12, 3f
	dup   v6.8h, w12
	ldp   q16, q17, [x9]
	ldp   q18, q19, [x9, #32]
	ldp   q20, q21, [x9, #64]
	ldp   q22, q23, [x9, #96]
	smlal  v16.4s, v2.4h, v6.4h
	smlal2 v17.4s, v2.8h, v6.8h
	smlal  v18.4s, v3.4h, v6.4h
	smlal2 v19.4s, v3.8h, v6.8h
	smlal  v20.4s, v4.4h, v6.4h
	smlal2 v21.4s, v4.8h, v6.8h
	smlal  v22.4s, v5.4h, v6.4h
	smlal2 v23.4s, v5.8h, v6.8h
	stp   q16, q17, [x9]
	stp   q18, q19, [x9, #32]
	stp   q20, q21, [x9, #64]
	stp   q22, q23, [x9, #96]
3:	add   x9, x9, x1
	subs  x11, x11, #1
	b.gt  2b
	add   x0, x0, #128
	sub   x5, x5, #32
	b     1b
4:	cbz   x5, 7f
	ldr   d0, [x4], #8
	ssubl v2.8h, v0.8b, v31.8b
	mov   x9, x0
	mov   x10, x2
	mov   x11, x3
5:	ldrsh w12, [x10], #2
	cbz   w12, 6f
	dup   v6.8h, w12
	ldp   q16, q17, [x9]
	smlal  v16.4s, v2.4h, v6.4h
	smlal2 v17.4s, v2.8h, v6.8h
	stp   q16, q17, [x9]
6:	add   x9, x9, x1
	subs  x11, x11, #1
	b.gt  5b
	add   x0, x0, #32
	sub   x5, x5, #8
	b     4b
7:	ret

	.p2align 4
gatherInt8ASM:
1:	cmp   x5, #32
	b.lt  4f
	ldp   q16, q17, [x0]
	ldp   q18, q19, [x0, #32]
	ldp   q20, q21, [x0, #64]
	ldp   q22, q23, [x0, #96]
	mov   x9, x3
	mov   x10, x1
	mov   x11, x2
2:	ldrsh w12, [x10], #2
	cbz   w12, 3f
	ldp   q0, q1, [x9]
	dup   v6.8h, w12
	sxtl  v2.8h, v0.8b
	sxtl2 v3.8h, v0.16b
	sxtl  v4.8h, v1.8b
	sxtl2 v5.8h, v1.16b
	smlal  v16.4s, v2.4h, v6.4h
	smlal2 v17.4s, v2.8h, v6.8h
	smlal  v18.4s, v3.4h, v6.4h
	smlal2 v19.4s, v3.8h, v6.8h
	smlal  v20.4s, v4.4h, v6.4h
	smlal2 v21.4s, v4.8h, v6.8h
	smlal  v22.4s, v5.4h, v6.4h
	smlal2 v23.4s, v5.8h, v6.8h
3:	add   x9, x9, x4
	subs  x11, x11, #1
	b.gt  2b
	stp   q16, q17, [x0]
	stp   q18, q19, [x0, #32]
	stp   q20, q21, [x0, #64]
	stp   q22, q23, [x0, #96]
	add   x0, x0, #128
	add   x3, x3, #32
	sub   x5, x5, #32
	b     1b
4:	cbz   x5, 7f
	ldp   q16, q17, [x0]
	mov   x9, x3
	mov   x10, x1
	mov   x11, x2
5:	ldrsh w12, [x10], #2
	cbz   w12, 6f
	ldr   d0, [x9]
	dup   v6.8h, w12
	sxtl  v2.8h, v0.8b
	smlal  v16.4s, v2.4h, v6.4h
	smlal2 v17.4s, v2.8h, v6.8h
6:	add   x9, x9, x4
	subs  x11, x11, #1
	b.gt  5b
	stp   q16, q17, [x0], #32
	add   x3, x3, #8
	sub   x5, x5, #8
	b     4b
7:	ret

	.macro widen16
	saddw  v16.2d, v16.2d, v24.2s
	saddw2 v17.2d, v17.2d, v24.4s
	saddw  v18.2d, v18.2d, v25.2s
	saddw2 v19.2d, v19.2d, v25.4s
	.endm

	.p2align 4
outerInt16ASM:
1:	cbz   x5, 4f
	ldr   q2, [x4], #16
	mov   x9, x0
	mov   x10, x2
	mov   x11, x3
2:	ldrsh w12, [x10], #2
	cbz   w12, 3f
	dup   v6.8h, w12
	ldp   q16, q17, [x9]
	ldp   q18, q19, [x9, #32]
	smull  v24.4s, v2.4h, v6.4h
	smull2 v25.4s, v2.8h, v6.8h
	widen16
	stp   q16, q17, [x9]
	stp   q18, q19, [x9, #32]
3:	add   x9, x9, x1
	subs  x11, x11, #1
	b.gt  2b
	add   x0, x0, #64
	sub   x5, x5, #8
	b     1b
4:	ret

	.p2align 4
gatherInt16ASM:
1:	cbz   x5, 4f
	ldp   q16, q17, [x0]
	ldp   q18, q19, [x0, #32]
	mov   x9, x3
	mov   x10, x1
	mov   x11, x2
2:	ldrsh w12, [x10], #2
	cbz   w12, 3f
	ldr   q2, [x9]
	dup   v6.8h, w12
	smull  v24.4s, v2.4h, v6.4h
	smull2 v25.4s, v2.8h, v6.8h
	widen16
3:	add   x9, x9, x4
	subs  x11, x11, #1
	b.gt  2b
	stp   q16, q17, [x0]
	stp   q18, q19, [x0, #32]
	add   x0, x0, #64
	add   x3, x3, #16
	sub   x5, x5, #8
	b     1b
4:	ret
