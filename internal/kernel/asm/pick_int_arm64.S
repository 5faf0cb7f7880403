// The values of one tap of a pool of two, what it chooses, and the random numbers of that.
//
//	func pickInt16ASM(y, x *int16, bits *uint8, flip, n int)
//
//	y = x where bit i of bits, flipped where flip is 255, is 1, else 0
//
//	func largerInt8ASM(best, x *int8, bits *uint8, n int)
//
//	bit i |= x > best; best = max(best, x)
//
//	func randomsPickASM(r *uint32, bits *uint8, n int, start, far uint32)
//
//	r[i] = Mix(start + i·golden + far where bit i is 1)
//
// n is a positive multiple of 8.

	.arch armv8-a

	.p2align 4
pickInt16ASM:
	dup   v16.8b, w3
	mov   x9, #0x0201
	movk  x9, #0x0804, lsl #16
	movk  x9, #0x2010, lsl #32
	movk  x9, #0x8040, lsl #48
	fmov  d17, x9
1:	ld1r  {v0.8b}, [x2], #1
	ldr   q1, [x1], #16
	eor   v0.8b, v0.8b, v16.8b
	cmtst v0.8b, v0.8b, v17.8b
	sxtl  v0.8h, v0.8b
	and   v1.16b, v1.16b, v0.16b
	str   q1, [x0]
	add   x0, x0, #16
	subs  x4, x4, #8
	b.gt  1b
	ret

	.macro powers
	mov   x9, #0x0201
	movk  x9, #0x0804, lsl #16
	movk  x9, #0x2010, lsl #32
	movk  x9, #0x8040, lsl #48
	fmov  d17, x9
	.endm

	.p2align 4
largerInt8ASM:
	powers
1:	ldr   d0, [x0]
	ldr   d1, [x1], #8
	ldrb  w9, [x2]
	cmgt  v2.8b, v1.8b, v0.8b
	smax  v0.8b, v0.8b, v1.8b
	and   v2.8b, v2.8b, v17.8b
	addv  b2, v2.8b
	fmov  w10, s2
	orr   w9, w9, w10
	str   d0, [x0]
	strb  w9, [x2]
	add   x0, x0, #8
	add   x2, x2, #1
	subs  x3, x3, #8
	b.gt  1b
	ret

	// random numbers: Mix of \a and \b
	.macro mix2 a, b
	ushr  v6.4s, \a\().4s, #16
	ushr  v7.4s, \b\().4s, #16
	eor   \a\().16b, \a\().16b, v6.16b
	eor   \b\().16b, \b\().16b, v7.16b
	mul   \a\().4s, \a\().4s, v18.4s
	mul   \b\().4s, \b\().4s, v18.4s
	ushr  v6.4s, \a\().4s, #13
	ushr  v7.4s, \b\().4s, #13
	eor   \a\().16b, \a\().16b, v6.16b
	eor   \b\().16b, \b\().16b, v7.16b
	mul   \a\().4s, \a\().4s, v19.4s
	mul   \b\().4s, \b\().4s, v19.4s
	ushr  v6.4s, \a\().4s, #16
	ushr  v7.4s, \b\().4s, #16
	eor   \a\().16b, \a\().16b, v6.16b
	eor   \b\().16b, \b\().16b, v7.16b
	.endm

	.p2align 4
randomsPickASM:
	powers
	mov   w9, #0x79b1
	movk  w9, #0x9e37, lsl #16
	mov   w10, #0xca6b
	movk  w10, #0x85eb, lsl #16
	mov   w11, #0xae35
	movk  w11, #0xc2b2, lsl #16
	dup   v18.4s, w10
	dup   v19.4s, w11
	dup   v16.4s, w4
	fmov  s0, w3
	add   w12, w3, w9
	mov   v0.s[1], w12
	add   w12, w12, w9
	mov   v0.s[2], w12
	add   w12, w12, w9
	mov   v0.s[3], w12
	lsl   w9, w9, #2
	dup   v20.4s, w9
	add   v1.4s, v0.4s, v20.4s
	shl   v20.4s, v20.4s, #1
1:	ld1r  {v2.8b}, [x1], #1
	cmtst v2.8b, v2.8b, v17.8b
	sxtl  v2.8h, v2.8b
	sxtl  v4.4s, v2.4h
	sxtl2 v5.4s, v2.8h
	and   v4.16b, v4.16b, v16.16b
	and   v5.16b, v5.16b, v16.16b
	add   v4.4s, v4.4s, v0.4s
	add   v5.4s, v5.4s, v1.4s
	mix2  v4, v5
	add   v0.4s, v0.4s, v20.4s
	add   v1.4s, v1.4s, v20.4s
	stp   q4, q5, [x0]
	add   x0, x0, #32
	subs  x2, x2, #8
	b.gt  1b
	ret
