// The centred step on one row of weights, see centre_int.go.
//
//	func centreIntASM(dw, u *int32, m *Mean, n int)
//
//	dw = sat(dw - (SRDHM(u, Bias) shifted by Shift)); Peak = max |dw|
//
//	func momentsIntASM(dw, u *int32, m *Moments, n int)
//
//	h = round(dw·2^-Shift); Squares += h²; Product += h·u
//
//	func moveInt8ASM(hi, lo *int8, dw *int32, m *Move, n int, start uint32)
//
//	w = 256·hi+lo - sat(((h·Factor >> Pre) + (random >> (32-Down))) >> Down), ±32639
//
//	func sizeInt8ASM(hi, lo *int8, s *Size, n int)
//
//	w = 256·hi+lo; Squares += w²; Widest = max |w|
//
// n is a positive multiple of 4, of 8 in the last two; start is Key + At·golden. A random
// number serves two of eight weights: its lower half, shifted up, the first.

	.arch armv8-a

	.p2align 4
centreIntASM:
	ldp   w9, w10, [x2]
	dup   v16.4s, w9
	neg   w10, w10
	cmp   w10, #0
	csel  w11, w10, wzr, lt     // right, negative
	csel  w12, w10, wzr, gt     // left
	dup   v17.4s, w11
	dup   v18.4s, w12
	add   x9, x2, #8
	ld1r  {v19.4s}, [x9]
	mov   w9, #0x80000000
	add   w9, w9, #1
	dup   v20.4s, w9
1:	ldr   q0, [x1], #16
	ldr   q1, [x0]
	sqrdmulh v0.4s, v0.4s, v16.4s
	srshl v0.4s, v0.4s, v17.4s
	sshl  v0.4s, v0.4s, v18.4s
	sqsub v1.4s, v1.4s, v0.4s
	smax  v1.4s, v1.4s, v20.4s
	abs   v2.4s, v1.4s
	smax  v19.4s, v19.4s, v2.4s
	str   q1, [x0]
	add   x0, x0, #16
	subs  x3, x3, #4
	b.gt  1b
	smaxv s19, v19.4s
	str   s19, [x2, #8]
	ret

	.p2align 4
momentsIntASM:
	ldr   w9, [x2]
	neg   w9, w9
	dup   v16.4s, w9
	movi  v17.2d, #0
	movi  v18.2d, #0
	movi  v19.2d, #0
	movi  v20.2d, #0
1:	ldr   q0, [x0], #16
	ldr   q1, [x1], #16
	srshl v0.4s, v0.4s, v16.4s
	smlal  v17.2d, v0.2s, v0.2s
	smlal2 v18.2d, v0.4s, v0.4s
	smlal  v19.2d, v0.2s, v1.2s
	smlal2 v20.2d, v0.4s, v1.4s
	subs  x3, x3, #4
	b.gt  1b
	add   v17.2d, v17.2d, v18.2d
	add   v19.2d, v19.2d, v20.2d
	addp  v17.2d, v17.2d, v19.2d
	ldr   q0, [x2, #8]
	add   v0.2d, v0.2d, v17.2d
	str   q0, [x2, #8]
	ret

	// random numbers: Mix of v0 in v1, v0 moves on
	.macro random
	ushr  v2.4s, v0.4s, #16
	eor   v1.16b, v0.16b, v2.16b
	mul   v1.4s, v1.4s, v24.4s
	ushr  v2.4s, v1.4s, #13
	eor   v1.16b, v1.16b, v2.16b
	mul   v1.4s, v1.4s, v25.4s
	ushr  v2.4s, v1.4s, #16
	eor   v1.16b, v1.16b, v2.16b
	add   v0.4s, v0.4s, v26.4s
	.endm

	// four steps from the gradients in \g and the random numbers in \r
	.macro step g, r
	srshl \g\().4s, \g\().4s, v16.4s
	mul   \g\().4s, \g\().4s, v17.4s
	sshl  \g\().4s, \g\().4s, v18.4s
	ushl  \r\().4s, \r\().4s, v20.4s
	add   \g\().4s, \g\().4s, \r\().4s
	sshl  \g\().4s, \g\().4s, v19.4s
	.endm

	.p2align 4
moveInt8ASM:
	mov   w9, #0x79b1
	movk  w9, #0x9e37, lsl #16
	mov   w10, #0xca6b
	movk  w10, #0x85eb, lsl #16
	mov   w11, #0xae35
	movk  w11, #0xc2b2, lsl #16
	dup   v24.4s, w10
	dup   v25.4s, w11
	fmov  s0, w5
	add   w12, w5, w9
	mov   v0.s[1], w12
	add   w12, w12, w9
	mov   v0.s[2], w12
	add   w12, w12, w9
	mov   v0.s[3], w12
	lsl   w9, w9, #2
	dup   v26.4s, w9
	ldp   w9, w10, [x3]         // shift, factor
	ldp   w11, w12, [x3, #8]    // pre, down
	neg   w9, w9
	neg   w11, w11
	sub   w13, w12, #32
	neg   w12, w12
	dup   v16.4s, w9
	dup   v17.4s, w10
	dup   v18.4s, w11
	dup   v19.4s, w12
	dup   v20.4s, w13
	mov   w9, #32639
	dup   v21.8h, w9
	neg   v22.8h, v21.8h
	movi  v23.4s, #0            // not clamped, negative
	mov   x14, x4
1:	ldp   q4, q5, [x2], #32
	ldr   d6, [x0]
	ldr   d7, [x1]
	random
	shl   v2.4s, v1.4s, #16
	step  v4, v2
	step  v5, v1
	sqxtn  v4.4h, v4.4s
	sqxtn2 v4.8h, v5.4s
	shll  v6.8h, v6.8b, #8
	saddw v6.8h, v6.8h, v7.8b
	sqsub v6.8h, v6.8h, v4.8h
	smin  v5.8h, v6.8h, v21.8h
	smax  v5.8h, v5.8h, v22.8h
	cmeq  v6.8h, v6.8h, v5.8h
	sadalp v23.4s, v6.8h
	rshrn v7.8b, v5.8h, #8
	xtn   v6.8b, v5.8h
	str   d7, [x0]
	str   d6, [x1]
	add   x0, x0, #8
	add   x1, x1, #8
	subs  x4, x4, #8
	b.gt  1b
	addv  s23, v23.4s
	fmov  w9, s23
	add   w9, w9, w14           // clamped
	ldr   w10, [x3, #24]
	add   w10, w10, w9
	str   w10, [x3, #24]
	ret

	.p2align 4
sizeInt8ASM:
	movi  v16.2d, #0
	movi  v18.2d, #0
	movi  v17.8h, #0
1:	ldr   d0, [x0], #8
	ldr   d1, [x1], #8
	shll  v0.8h, v0.8b, #8
	saddw v0.8h, v0.8h, v1.8b
	abs   v2.8h, v0.8h
	umax  v17.8h, v17.8h, v2.8h
	smull  v3.4s, v0.4h, v0.4h
	smull2 v4.4s, v0.8h, v0.8h
	sadalp v16.2d, v3.4s
	sadalp v18.2d, v4.4s
	subs  x3, x3, #8
	b.gt  1b
	add   v16.2d, v16.2d, v18.2d
	addp  d16, v16.2d
	umaxv h17, v17.8h
	ldr   d0, [x2]
	add   d0, d0, d16
	str   d0, [x2]
	umov  w9, v17.h[0]
	ldr   w10, [x2, #8]
	cmp   w9, w10
	csel  w9, w9, w10, gt
	str   w9, [x2, #8]
	ret
