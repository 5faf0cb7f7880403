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
//	func narrowIntASM(v *int16, dw *int32, r *Rounding, n int)
//
//	v = sat(dw·2^-Shift); Peak = max |v|
//
//	func sizeInt8ASM(hi, lo *int8, s *Size, n int)
//
//	w = 256·hi+lo; Squares += w²; Widest = max |w|
//
// n is a positive multiple of 4, of 8 in the last two.

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

	.p2align 4
narrowIntASM:
	ldp   w9, w10, [x2]
	neg   w9, w9
	dup   v16.4s, w9
	dup   v17.8h, w10
1:	ldp   q0, q1, [x1], #32
	srshl v0.4s, v0.4s, v16.4s
	srshl v1.4s, v1.4s, v16.4s
	sqxtn  v0.4h, v0.4s
	sqxtn2 v0.8h, v1.4s
	abs   v1.8h, v0.8h
	umax  v17.8h, v17.8h, v1.8h
	str   q0, [x0]
	add   x0, x0, #16
	subs  x3, x3, #8
	b.gt  1b
	umaxv h17, v17.8h
	umov  w9, v17.h[0]
	str   w9, [x2, #4]
	ret

	.p2align 4
sizeInt8ASM:
	movi  v16.2d, #0
	movi  v17.8h, #0
	subs  x3, x3, #16
	b.lt  2f
1:	ldr   q0, [x0], #16
	ldr   q1, [x1], #16
	shll  v2.8h, v0.8b, #8
	shll2 v3.8h, v0.16b, #8
	saddw  v2.8h, v2.8h, v1.8b
	saddw2 v3.8h, v3.8h, v1.16b
	abs   v2.8h, v2.8h
	abs   v3.8h, v3.8h
	umax  v18.8h, v2.8h, v3.8h
	umull  v4.4s, v2.4h, v2.4h  // four squares fit 32 bits
	umlal2 v4.4s, v2.8h, v2.8h
	umlal  v4.4s, v3.4h, v3.4h
	umlal2 v4.4s, v3.8h, v3.8h
	umax  v17.8h, v17.8h, v18.8h
	uadalp v16.2d, v4.4s
	subs  x3, x3, #16
	b.ge  1b
2:	tbz   x3, #3, 3f
	ldr   d0, [x0]
	ldr   d1, [x1]
	shll  v0.8h, v0.8b, #8
	saddw v0.8h, v0.8h, v1.8b
	abs   v2.8h, v0.8h
	umax  v17.8h, v17.8h, v2.8h
	umull  v3.4s, v2.4h, v2.4h
	umlal2 v3.4s, v2.8h, v2.8h
	uadalp v16.2d, v3.4s
3:	addp d16, v16.2d
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
