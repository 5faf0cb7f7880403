// func stepF16DitherASM(w *F16, s, g *float32, n int, start uint32)
//
// n is a multiple of 8 and positive; start = at*golden + key.
//
//	for 8 at a time, i = 0, 1, …:
//		r = Mix(start + i*golden); v = w - s*g
//		b = min(|v|, 65504); t = clamp(126 - exponent of b, 13, 31)
//		m = b normal in float16 ? b - rebias : fraction with the hidden bit
//		w = sign | (m + r>>(32-t)) >> t, where a shift beyond 31 is done first; NaN: 0x7e00
//
// Registers: x0 w, x1 s, x2 g, x3 elements left, w4 start; v16, v17 start + i*golden
// of four elements each; constants in v18–v31; v0–v3 the values.

	.arch armv8-a

	.macro vconst reg, high, low
	mov  w9, #\low
	movk w9, #\high, lsl #16
	dup  v\reg\().4s, w9
	.endm

// mix makes r from v<i>, which moves on to the next round.
	.macro mix r, i
	ushr v4.4s, v\i\().4s, #16
	eor  v\r\().16b, v\i\().16b, v4.16b
	add  v\i\().4s, v\i\().4s, v20.4s
	mul  v\r\().4s, v\r\().4s, v18.4s
	ushr v4.4s, v\r\().4s, #13
	eor  v\r\().16b, v\r\().16b, v4.16b
	mul  v\r\().4s, v\r\().4s, v19.4s
	ushr v4.4s, v\r\().4s, #16
	eor  v\r\().16b, v\r\().16b, v4.16b
	.endm

// dither rounds v<v> to 16 bits in each 32, with the random bits v<r>.
	.macro dither v, r
	and  v4.16b, v\v\().16b, v21.16b      // b
	eor  v5.16b, v\v\().16b, v4.16b       // sign
	cmgt v6.4s, v4.4s, v22.4s             // NaN
	smin v4.4s, v4.4s, v23.4s
	ushr v7.4s, v4.4s, #23
	sub  v7.4s, v27.4s, v7.4s             // 126 - exponent
	smax v7.4s, v7.4s, v28.4s
	smin v\v\().4s, v7.4s, v29.4s         // t
	sub  v7.4s, v\v\().4s, v7.4s          // 0, or minus the shift beyond 31
	sub  v3.4s, v4.4s, v25.4s             // b - rebias
	cmgt v2.4s, v4.4s, v24.4s             // normal
	shl  v4.4s, v4.4s, #9
	ushr v4.4s, v4.4s, #9
	orr  v4.4s, #0x80, lsl #16            // fraction with the hidden bit
	ushl v4.4s, v4.4s, v7.4s
	bit  v4.16b, v3.16b, v2.16b           // m
	sub  v7.4s, v\v\().4s, v30.4s         // t - 32
	ushl v\r\().4s, v\r\().4s, v7.4s
	add  v4.4s, v4.4s, v\r\().4s
	neg  v7.4s, v\v\().4s
	ushl v4.4s, v4.4s, v7.4s
	ushr v5.4s, v5.4s, #16
	orr  v4.16b, v4.16b, v5.16b
	bit  v4.16b, v26.16b, v6.16b
	mov  v\v\().16b, v4.16b
	.endm

	.p2align 4
stepF16DitherASM:
	vconst 18, 0x85eb, 0xca6b             // the factors of fixedpoint.Mix
	vconst 19, 0xc2b2, 0xae35
	vconst 20, 0xf1bb, 0xcd88             // 8 * golden, the step of fixedpoint.Rand
	vconst 21, 0x7fff, 0xffff
	vconst 22, 0x7f80, 0x0000             // infinity
	vconst 23, 0x477f, 0xe000             // 65504
	vconst 24, 0x387f, 0xffff             // the last before 2^-14, the smallest normal float16
	vconst 25, 0x3800, 0x0000             // 112 << 23, rebias
	movi v26.4s, #0x7e, lsl #8            // NaN
	movi v27.4s, #126
	movi v28.4s, #13
	movi v29.4s, #31
	movi v30.4s, #32
	mov  w9, #0x79b1                      // golden
	movk w9, #0x9e37, lsl #16
	mov  v16.s[0], w4
	add  w4, w4, w9
	mov  v16.s[1], w4
	add  w4, w4, w9
	mov  v16.s[2], w4
	add  w4, w4, w9
	mov  v16.s[3], w4
	lsl  w9, w9, #2
	dup  v17.4s, w9
	add  v17.4s, v17.4s, v16.4s
	.p2align 4
1:	ldp  q2, q3, [x1], #32
	ldp  q4, q5, [x2], #32
	ldr  q6, [x0]
	fmul v2.4s, v2.4s, v4.4s
	fmul v3.4s, v3.4s, v5.4s
	fcvtl  v0.4s, v6.4h
	fcvtl2 v1.4s, v6.8h
	fsub v0.4s, v0.4s, v2.4s
	fsub v1.4s, v1.4s, v3.4s
	mix  31, 16
	dither 0, 31
	mix  31, 17
	dither 1, 31
	xtn  v0.4h, v0.4s
	xtn2 v0.8h, v1.4s
	str  q0, [x0], #16
	subs x3, x3, #8
	b.gt 1b
	ret
