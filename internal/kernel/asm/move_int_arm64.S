// The move of a row of weights, and the row that it moves along, see move_int.go.
//
//	func moveInt8ASM(hi, lo *int8, v *int16, m *Move, n int)
//
//	w = 256·hi+lo - ((round(v·Factor·2^-15) + (r >> (16-Down))) >> Down); r += golden16
//
//	func shrinkInt8ASM(hi, lo *int8, n int)
//
//	w = round(w·205/256)
//
//	func deviateInt8ASM(d *int16, x *int8, mean *int16, zero, n int)
//
//	d = 64·(x-zero) - mean
//
//	func combineInt16ASM(v, h *int16, count int, d *int16, stride int, r *Rounding, n int)
//
//	v[i] = sat(Σ_j h[j]·d[j·stride+i] · 2^-Shift), Peak = max |v|
//
// n is a positive multiple of 8, count is positive, stride is in bytes. A weight is moved
// as w + 128, whose bytes are hi and lo + 128.

	.arch armv8-a

	.p2align 4
moveInt8ASM:
	ldp   w9, w10, [x3]         // factor, down
	ldr   w11, [x3, #8]
	dup   v16.8h, w9
	sub   w9, w10, #16
	dup   v17.8h, w9            // of the random number
	mov   w9, #1
	sub   w9, w9, w10
	dup   v18.8h, w9            // of the sum, which is halved before
	movi  v19.16b, #128
	mov   w9, #0x9e37
	dup   v21.8h, w9
	movz  x10, #0x0100
	movk  x10, #0x0302, lsl #16
	movk  x10, #0x0504, lsl #32
	movk  x10, #0x0706, lsl #48
	fmov  d20, x10
	ushll v20.8h, v20.8b, #0
	mul   v20.8h, v20.8h, v21.8h
	dup   v22.8h, w11
	add   v20.8h, v20.8h, v22.8h
	shl   v21.8h, v21.8h, #3
	add   v22.8h, v20.8h, v21.8h
	shl   v23.8h, v21.8h, #1
	subs  x4, x4, #16
	b.lt  2f
1:	ldp   q0, q1, [x2], #32
	ldr   q2, [x0]
	ldr   q3, [x1]
	sqrdmulh v0.8h, v0.8h, v16.8h
	sqrdmulh v1.8h, v1.8h, v16.8h
	ushl  v4.8h, v20.8h, v17.8h
	ushl  v5.8h, v22.8h, v17.8h
	add   v20.8h, v20.8h, v23.8h
	add   v22.8h, v22.8h, v23.8h
	shadd v0.8h, v0.8h, v4.8h
	shadd v1.8h, v1.8h, v5.8h
	sshl  v0.8h, v0.8h, v18.8h
	sshl  v1.8h, v1.8h, v18.8h
	eor   v3.16b, v3.16b, v19.16b
	zip1  v6.16b, v3.16b, v2.16b
	zip2  v7.16b, v3.16b, v2.16b
	sub   v6.8h, v6.8h, v0.8h
	sub   v7.8h, v7.8h, v1.8h
	uzp1  v3.16b, v6.16b, v7.16b
	uzp2  v2.16b, v6.16b, v7.16b
	eor   v3.16b, v3.16b, v19.16b
	str   q2, [x0]
	str   q3, [x1]
	add   x0, x0, #16
	add   x1, x1, #16
	subs  x4, x4, #16
	b.ge  1b
2:	tbz   x4, #3, 3f
	ldr   q0, [x2]
	ldr   d2, [x0]
	ldr   d3, [x1]
	sqrdmulh v0.8h, v0.8h, v16.8h
	ushl  v4.8h, v20.8h, v17.8h
	shadd v0.8h, v0.8h, v4.8h
	sshl  v0.8h, v0.8h, v18.8h
	eor   v3.16b, v3.16b, v19.16b
	zip1  v6.16b, v3.16b, v2.16b
	sub   v6.8h, v6.8h, v0.8h
	uzp1  v3.16b, v6.16b, v6.16b
	uzp2  v2.16b, v6.16b, v6.16b
	eor   v3.16b, v3.16b, v19.16b
	str   d2, [x0]
	str   d3, [x1]
3:	ret

	.p2align 4
shrinkInt8ASM:
	movi  v19.8b, #128
	mov   w9, #205
	dup   v16.4h, w9
	mov   w9, #128
	dup   v17.8h, w9
1:	ldr   d2, [x0]
	ldr   d3, [x1]
	shll  v2.8h, v2.8b, #8
	saddw v2.8h, v2.8h, v3.8b
	ext   v4.16b, v2.16b, v2.16b, #8
	smull v2.4s, v2.4h, v16.4h
	smull v4.4s, v4.4h, v16.4h
	rshrn  v2.4h, v2.4s, #8
	rshrn2 v2.8h, v4.4s, #8
	rshrn v4.8b, v2.8h, #8
	xtn   v3.8b, v2.8h
	str   d4, [x0]
	str   d3, [x1]
	add   x0, x0, #8
	add   x1, x1, #8
	subs  x2, x2, #8
	b.gt  1b
	ret

	.p2align 4
deviateInt8ASM:
	dup   v16.8b, w3
1:	ldr   d0, [x1], #8
	ldr   q1, [x2], #16
	ssubl v0.8h, v0.8b, v16.8b
	shl   v0.8h, v0.8h, #6
	sub   v0.8h, v0.8h, v1.8h
	str   q0, [x0]
	add   x0, x0, #16
	subs  x4, x4, #8
	b.gt  1b
	ret

	// sums \a and \b to 16 bits
	.macro narrow a, b
	srshl \a\().4s, \a\().4s, v30.4s
	srshl \b\().4s, \b\().4s, v30.4s
	sqxtn  \a\().4h, \a\().4s
	sqxtn2 \a\().8h, \b\().4s
	abs   \b\().8h, \a\().8h
	umax  v31.8h, v31.8h, \b\().8h
	.endm

	.p2align 4
combineInt16ASM:
	ldp   w9, w10, [x5]
	neg   w9, w9
	dup   v30.4s, w9
	dup   v31.8h, w10
1:	cmp   x6, #32
	b.lt  4f
	movi  v16.2d, #0
	movi  v17.2d, #0
	movi  v18.2d, #0
	movi  v19.2d, #0
	movi  v20.2d, #0
	movi  v21.2d, #0
	movi  v22.2d, #0
	movi  v23.2d, #0
	mov   x9, x3
	mov   x10, x1
	mov   x11, x2
2:	ldrsh w12, [x10], #2
	cbz   w12, 3f
	dup   v6.8h, w12
	ldp   q0, q1, [x9]
	ldp   q2, q3, [x9, #32]
	smlal  v16.4s, v0.4h, v6.4h
	smlal2 v17.4s, v0.8h, v6.8h
	smlal  v18.4s, v1.4h, v6.4h
	smlal2 v19.4s, v1.8h, v6.8h
	smlal  v20.4s, v2.4h, v6.4h
	smlal2 v21.4s, v2.8h, v6.8h
	smlal  v22.4s, v3.4h, v6.4h
	smlal2 v23.4s, v3.8h, v6.8h
3:	add   x9, x9, x4
	subs  x11, x11, #1
	b.gt  2b
	narrow v16, v17
	narrow v18, v19
	narrow v20, v21
	narrow v22, v23
	stp   q16, q18, [x0]
	stp   q20, q22, [x0, #32]
	add   x0, x0, #64
	add   x3, x3, #64
	sub   x6, x6, #32
	b     1b
4:	cbz   x6, 7f
	movi  v16.2d, #0
	movi  v17.2d, #0
	mov   x9, x3
	mov   x10, x1
	mov   x11, x2
5:	ldrsh w12, [x10], #2
	cbz   w12, 6f
	dup   v6.8h, w12
	ldr   q0, [x9]
	smlal  v16.4s, v0.4h, v6.4h
	smlal2 v17.4s, v0.8h, v6.8h
6:	add   x9, x9, x4
	subs  x11, x11, #1
	b.gt  5b
	narrow v16, v17
	str   q16, [x0]
	add   x0, x0, #16
	add   x3, x3, #16
	sub   x6, x6, #8
	b     4b
7:	umaxv h31, v31.8h
	umov  w9, v31.h[0]
	str   w9, [x5, #4]
	ret
