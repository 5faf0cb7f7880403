// From sums to activations, from gradients to backward values, and random numbers.
//
//	func requantiseInt8ASM(y *int8, sums *int32, m *fixedpoint.Multiplier, c *Clip, n, stride, rows int)
//
//	x = RDBP(SRDHM(sums << max(Shift, 0), M), max(-Shift, 0)), clamped, counted; y = x+Zero
//
//	func randomsASM(r *uint32, n int, start uint32)            r[i] = Mix(start + i·golden)
//
//	func receiveIntASM(h *int16, v, rel *int32, r *uint32, e *Exponent, n int)
//
//	p = v·rel; Peak = max(Peak, |p|); h = clamp((p + r·2^(Shift-32)) >> Shift, ±Most)
//
// Up to a Shift of 32, what is added has 32 bits.
//
// n is a positive multiple of 4, of 8 in the first, which does eight columns of all rows at
// a time; there are 32767 rows at most. A Multiplier is M, 4 bytes of padding, Shift in 8.
//
// Registers: x0 y, r or h; x1–x4 the others in order, the number of elements last.

	.arch armv8-a

	.p2align 4
requantiseInt8ASM:
	ldp   w9, w10, [x3]         // zero, low
	ldr   w11, [x3, #8]         // high
	sub   w10, w10, w9
	sub   w11, w11, w9
	dup   v16.8h, w9
	dup   v17.8h, w10
	dup   v18.8h, w11
	movi  v19.4s, #0            // counts
	movi  v20.4s, #0
	ldp   w9, w10, [x3, #20]
	dup   v21.8h, w9            // least
	dup   v22.8h, w10           // most
	movi  v23.4s, #40
	neg   v24.4s, v23.4s
	movi  v25.4s, #0
	lsl   x12, x5, #2
1:	ld4   {v0.4s, v1.4s, v2.4s, v3.4s}, [x2], #64
	ld4   {v4.4s, v5.4s, v6.4s, v7.4s}, [x2], #64
	smin  v2.4s, v2.4s, v23.4s
	smin  v6.4s, v6.4s, v23.4s
	smax  v2.4s, v2.4s, v24.4s
	smax  v6.4s, v6.4s, v24.4s
	smax  v26.4s, v2.4s, v25.4s // to the left
	smax  v27.4s, v6.4s, v25.4s
	smin  v28.4s, v2.4s, v25.4s // to the right, negative
	smin  v29.4s, v6.4s, v25.4s
	movi  v30.8h, #0
	movi  v31.8h, #0
	mov   x9, x0
	mov   x10, x1
	mov   x11, x6
2:	ldp   q1, q2, [x10]
	sshl  v1.4s, v1.4s, v26.4s
	sshl  v2.4s, v2.4s, v27.4s
	sqrdmulh v1.4s, v1.4s, v0.4s
	sqrdmulh v2.4s, v2.4s, v4.4s
	and   v3.16b, v1.16b, v28.16b
	and   v5.16b, v2.16b, v29.16b
	sshr  v3.4s, v3.4s, #31
	sshr  v5.4s, v5.4s, #31
	sqadd v1.4s, v1.4s, v3.4s
	sqadd v2.4s, v2.4s, v5.4s
	srshl v1.4s, v1.4s, v28.4s
	srshl v2.4s, v2.4s, v29.4s
	sqxtn  v1.4h, v1.4s
	sqxtn2 v1.8h, v2.4s
	cmgt  v2.8h, v17.8h, v1.8h
	cmgt  v3.8h, v1.8h, v18.8h
	sub   v30.8h, v30.8h, v2.8h
	sub   v31.8h, v31.8h, v3.8h
	smax  v1.8h, v1.8h, v17.8h
	smin  v1.8h, v1.8h, v18.8h
	smin  v21.8h, v21.8h, v1.8h
	smax  v22.8h, v22.8h, v1.8h
	add   v1.8h, v1.8h, v16.8h
	xtn   v1.8b, v1.8h
	str   d1, [x9]
	add   x9, x9, x5
	add   x10, x10, x12
	subs  x11, x11, #1
	b.gt  2b
	uadalp v19.4s, v30.8h
	uadalp v20.4s, v31.8h
	add   x0, x0, #8
	add   x1, x1, #32
	subs  x4, x4, #8
	b.gt  1b
	addv  s19, v19.4s
	addv  s20, v20.4s
	sminv h21, v21.8h
	smaxv h22, v22.8h
	ldp   w9, w10, [x3, #12]
	fmov  w11, s19
	fmov  w12, s20
	add   w9, w9, w11
	add   w10, w10, w12
	stp   w9, w10, [x3, #12]
	smov  w9, v21.h[0]
	smov  w10, v22.h[0]
	stp   w9, w10, [x3, #20]
	ret

	.p2align 4
randomsASM:
	mov   w9, #0x79b1
	movk  w9, #0x9e37, lsl #16
	mov   w10, #0xca6b
	movk  w10, #0x85eb, lsl #16
	mov   w11, #0xae35
	movk  w11, #0xc2b2, lsl #16
	dup   v4.4s, w10
	dup   v5.4s, w11
	fmov  s0, w2
	add   w12, w2, w9
	mov   v0.s[1], w12
	add   w12, w12, w9
	mov   v0.s[2], w12
	add   w12, w12, w9
	mov   v0.s[3], w12
	lsl   w9, w9, #2
	dup   v6.4s, w9
1:	ushr  v2.4s, v0.4s, #16
	eor   v1.16b, v0.16b, v2.16b
	mul   v1.4s, v1.4s, v4.4s
	ushr  v2.4s, v1.4s, #13
	eor   v1.16b, v1.16b, v2.16b
	mul   v1.4s, v1.4s, v5.4s
	ushr  v2.4s, v1.4s, #16
	eor   v1.16b, v1.16b, v2.16b
	add   v0.4s, v0.4s, v6.4s
	str   q1, [x0]
	add   x0, x0, #16
	subs  x1, x1, #4
	b.gt  1b
	ret

	.p2align 4
receiveIntASM:
	ldr   x9, [x4]              // shift
	ldr   w10, [x4, #8]         // most
	neg   x11, x9
	sub   x12, x9, #32
	dup   v16.2d, x11
	dup   v17.2d, x12
	dup   v18.4s, w10
	neg   v19.4s, v18.4s
	movi  v20.2d, #0            // peaks
	movi  v21.2d, #0
	dup   v23.4s, w12
	cmp   x9, #32
	b.gt  1f
2:	ldr   q0, [x1], #16
	ldr   q1, [x2], #16
	ldr   q2, [x3], #16
	smull  v3.2d, v0.2s, v1.2s
	smull2 v4.2d, v0.4s, v1.4s
	abs   v5.2d, v3.2d
	abs   v6.2d, v4.2d
	cmgt  v7.2d, v5.2d, v20.2d
	cmgt  v22.2d, v6.2d, v21.2d
	bit   v20.16b, v5.16b, v7.16b
	bit   v21.16b, v6.16b, v22.16b
	ushl  v2.4s, v2.4s, v23.4s
	uaddw  v3.2d, v3.2d, v2.2s
	uaddw2 v4.2d, v4.2d, v2.4s
	sshl  v3.2d, v3.2d, v16.2d
	sshl  v4.2d, v4.2d, v16.2d
	sqxtn  v3.2s, v3.2d
	sqxtn2 v3.4s, v4.2d
	smin  v3.4s, v3.4s, v18.4s
	smax  v3.4s, v3.4s, v19.4s
	xtn   v3.4h, v3.4s
	str   d3, [x0]
	add   x0, x0, #8
	subs  x5, x5, #4
	b.gt  2b
	b     3f
1:	ldr   q0, [x1], #16
	ldr   q1, [x2], #16
	ldr   q2, [x3], #16
	smull  v3.2d, v0.2s, v1.2s
	smull2 v4.2d, v0.4s, v1.4s
	abs   v5.2d, v3.2d
	abs   v6.2d, v4.2d
	cmgt  v7.2d, v5.2d, v20.2d
	cmgt  v22.2d, v6.2d, v21.2d
	bit   v20.16b, v5.16b, v7.16b
	bit   v21.16b, v6.16b, v22.16b
	ushll  v5.2d, v2.2s, #0
	ushll2 v6.2d, v2.4s, #0
	ushl  v5.2d, v5.2d, v17.2d
	ushl  v6.2d, v6.2d, v17.2d
	add   v3.2d, v3.2d, v5.2d
	add   v4.2d, v4.2d, v6.2d
	sshl  v3.2d, v3.2d, v16.2d
	sshl  v4.2d, v4.2d, v16.2d
	sqxtn  v3.2s, v3.2d
	sqxtn2 v3.4s, v4.2d
	smin  v3.4s, v3.4s, v18.4s
	smax  v3.4s, v3.4s, v19.4s
	xtn   v3.4h, v3.4s
	str   d3, [x0]
	add   x0, x0, #8
	subs  x5, x5, #4
	b.gt  1b
3:	cmgt  v7.2d, v21.2d, v20.2d
	bit   v20.16b, v21.16b, v7.16b
	umov  x9, v20.d[0]
	umov  x10, v20.d[1]
	cmp   x9, x10
	csel  x9, x9, x10, gt
	ldr   x10, [x4, #16]
	cmp   x9, x10
	csel  x9, x9, x10, gt
	str   x9, [x4, #16]
	ret
