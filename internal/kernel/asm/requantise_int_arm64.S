// From sums to activations, from gradients to backward values, and random numbers.
//
//	func requantiseInt8ASM(y *int8, sums *int32, m *fixedpoint.Multiplier, c *Clip, n int)
//
//	x = RDBP(SRDHM(sums << max(Shift, 0), M), max(-Shift, 0)), clamped, counted; y = x+Zero
//
//	func randomsASM(r *uint32, n int, start uint32)            r[i] = Mix(start + i·golden)
//
//	func receiveIntASM(h *int16, v, rel *int32, r *uint32, e *Exponent, n int)
//
//	p = v·rel; Peak = max(Peak, |p|); h = clamp((p + r·2^(Shift-32)) >> Shift, ±Most)
//
// n is a positive multiple of 4. A Multiplier is M, 4 bytes of padding, Shift in 8.
//
// Registers: x0 y, r or h; x1–x4 the others in order, the number of elements last.

	.arch armv8-a

	.p2align 4
requantiseInt8ASM:
	ldp   w9, w10, [x3]         // zero, low
	ldr   w11, [x3, #8]         // high
	sub   w10, w10, w9
	sub   w11, w11, w9
	dup   v16.4s, w9
	dup   v17.4s, w10
	dup   v18.4s, w11
	movi  v19.4s, #0            // counts, negative
	movi  v20.4s, #0
	add   x12, x3, #20
	ld1r  {v21.4s}, [x12]       // least
	add   x12, x3, #24
	ld1r  {v22.4s}, [x12]       // most
	movi  v23.4s, #40
	neg   v24.4s, v23.4s
	movi  v25.4s, #0
1:	ld4   {v0.4s, v1.4s, v2.4s, v3.4s}, [x2], #64
	ldr   q4, [x1], #16
	smin  v2.4s, v2.4s, v23.4s
	smax  v2.4s, v2.4s, v24.4s
	smax  v5.4s, v2.4s, v25.4s
	smin  v6.4s, v2.4s, v25.4s
	sshl  v4.4s, v4.4s, v5.4s
	sqrdmulh v4.4s, v4.4s, v0.4s
	and   v7.16b, v4.16b, v6.16b
	sshr  v7.4s, v7.4s, #31
	sqadd v4.4s, v4.4s, v7.4s
	srshl v4.4s, v4.4s, v6.4s
	cmgt  v7.4s, v17.4s, v4.4s
	add   v19.4s, v19.4s, v7.4s
	cmgt  v7.4s, v4.4s, v18.4s
	add   v20.4s, v20.4s, v7.4s
	smax  v4.4s, v4.4s, v17.4s
	smin  v4.4s, v4.4s, v18.4s
	smin  v21.4s, v21.4s, v4.4s
	smax  v22.4s, v22.4s, v4.4s
	add   v4.4s, v4.4s, v16.4s
	xtn   v4.4h, v4.4s
	xtn   v4.8b, v4.8h
	str   s4, [x0], #4
	subs  x4, x4, #4
	b.gt  1b
	addv  s19, v19.4s
	addv  s20, v20.4s
	sminv s21, v21.4s
	smaxv s22, v22.4s
	ldp   w9, w10, [x3, #12]
	fmov  w11, s19
	fmov  w12, s20
	sub   w9, w9, w11
	sub   w10, w10, w12
	stp   w9, w10, [x3, #12]
	str   s21, [x3, #20]
	str   s22, [x3, #24]
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
	str   q1, [x0], #16
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
	str   d3, [x0], #8
	subs  x5, x5, #4
	b.gt  1b
	cmgt  v7.2d, v21.2d, v20.2d
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
