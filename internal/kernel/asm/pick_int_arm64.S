// The values of one tap of a pool of two.
//
//	func pickInt16ASM(y, x *int16, bits *uint8, flip, n int)
//
//	y = x where bit i of bits, flipped where flip is 255, is 1, else 0
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
	str   q1, [x0], #16
	subs  x4, x4, #8
	b.gt  1b
	ret
