// The updaters' loops. n is a multiple of 8 and positive; every operation is
// rounded by itself.
//
//	func squareASM(q, w *float32, n int)                 q += w*w
//	func centreASM(g, h, q, hx *float32, x float32, n int)
//	                                                     g -= h*x; q += g*g; hx += g*x
//	func stepASM(w, s, g *float32, n int)                w -= s*g
//	func stepF16ASM(w *F16, s, g *float32, n int)        w = float16(w - s*g)
//	func momentumASM(w, v, s, g *float32, mu float32, n int)
//	                                                     v = mu*v + s*g; w -= v
//	func momentumF16ASM(w, v *F16, s, g *float32, mu float32, n int)
//	      v = float16(clamp(mu*v + s*g*1024, ±65504)); w = float16(w - v/1024)
//
// Registers: the slices in x0 and on, then the elements left; x or mu in v31,
// constants in v26–v30; numbers in v0–v7, v16–v25.

	.arch armv8-a
	.altmacro

// fetch reads \w numbers, 16 or 8, to v<r> and on; \post moves x<p>, store writes them.
	.macro fetch w, r, p, post=1
	fetchto \w, \r, %(\r+1), %(\r+2), %(\r+3), \p, \post
	.endm
	.macro fetchto w, a, b, c, d, p, post
	.if \w == 16 && \post
	ld1  {v\a\().4s, v\b\().4s, v\c\().4s, v\d\().4s}, [x\p], #64
	.elseif \w == 16
	ld1  {v\a\().4s, v\b\().4s, v\c\().4s, v\d\().4s}, [x\p]
	.elseif \post
	ldp  q\a, q\b, [x\p], #32
	.else
	ldp  q\a, q\b, [x\p]
	.endif
	.endm
	.macro store w, r, p
	storefrom \w, \r, %(\r+1), %(\r+2), %(\r+3), \p
	.endm
	.macro storefrom w, a, b, c, d, p
	.if \w == 16
	st1  {v\a\().4s, v\b\().4s, v\c\().4s, v\d\().4s}, [x\p], #64
	.else
	stp  q\a, q\b, [x\p], #32
	.endif
	.endm

// each does an instruction on v<d>, v<a>, v<b> and those that follow; with, on v<d>,
// v<a> and those that follow, and v<s>.
	.macro each w, op, d, a, b
	.set i, 0
	.rept \w/4
	one \op, %(\d+i), %(\a+i), %(\b+i)
	.set i, i+1
	.endr
	.endm
	.macro with w, op, d, a, s
	.set i, 0
	.rept \w/4
	one \op, %(\d+i), %(\a+i), \s
	.set i, i+1
	.endr
	.endm
	.macro one op, d, a, b
	\op  v\d\().4s, v\a\().4s, v\b\().4s
	.endm

// loop does \body to 16 numbers at a time, and to the last eight.
	.macro loop body, count
	subs x\count, x\count, #16
	b.lt 2f
	.p2align 4
1:	\body 16
	subs x\count, x\count, #16
	b.ge 1b
2:	adds x\count, x\count, #16
	b.eq 3f
	\body 8
3:	ret
	.endm

	.macro scalar
	dup  v31.4s, v0.s[0]
	.endm

	.macro vconst reg, high
	mov  w9, #\high << 16
	dup  v\reg\().4s, w9
	.endm

// nans sets v30 and v29 for narrow.
	.macro nans
	movi v30.8h, #0x7e, lsl #8
	movi v29.8h, #0xf8, lsl #8
	.endm

// widen widens v<src> to v<d> and v<d+1>.
	.macro widen src, d
	widento \src, \d, %(\d+1)
	.endm
	.macro widento src, lo, hi
	fcvtl  v\lo\().4s, v\src\().4h
	fcvtl2 v\hi\().4s, v\src\().8h
	.endm

// narrow rounds v<a>, v<a+1> to v<d>. Without its sign a NaN is above v29, the
// infinity; it becomes v30, 0x7e00.
	.macro narrow d, a
	narrowto \d, \a, %(\a+1)
	.endm
	.macro narrowto d, lo, hi
	fcvtn  v\d\().4h, v\lo\().4s
	fcvtn2 v\d\().8h, v\hi\().4s
	add  v\hi\().8h, v\d\().8h, v\d\().8h
	cmhi v\hi\().8h, v\hi\().8h, v29.8h
	bit  v\d\().16b, v30.16b, v\hi\().16b
	.endm

// fetchhalf and storehalf are fetch and store for \w numbers of 16 bits in v<r>, v<r+1>.
	.macro fetchhalf w, r, p
	.if \w == 16
	fetchpair \r, %(\r+1), \p
	.else
	ldr  q\r, [x\p]
	.endif
	.endm
	.macro fetchpair a, b, p
	ldp  q\a, q\b, [x\p]
	.endm
	.macro storehalf w, r, p
	.if \w == 16
	storepair \r, %(\r+1), \p
	.else
	str  q\r, [x\p], #16
	.endif
	.endm
	.macro storepair a, b, p
	stp  q\a, q\b, [x\p], #32
	.endm

	.macro squarebody w
	fetch \w, 0, 0, 0
	fetch \w, 4, 1
	each \w, fmul, 4, 4, 4
	each \w, fadd, 0, 0, 4
	store \w, 0, 0
	.endm

	.p2align 4
squareASM:
	loop squarebody, 2

	.macro centrebody w
	fetch \w, 4, 1
	fetch \w, 0, 0, 0
	fetch \w, 16, 2, 0
	fetch \w, 20, 3, 0
	with \w, fmul, 4, 4, 31
	each \w, fsub, 0, 0, 4
	each \w, fmul, 4, 0, 0
	each \w, fadd, 16, 16, 4
	with \w, fmul, 4, 0, 31
	each \w, fadd, 20, 20, 4
	store \w, 0, 0
	store \w, 16, 2
	store \w, 20, 3
	.endm

	.p2align 4
centreASM:
	scalar
	loop centrebody, 4

	.macro stepbody w
	fetch \w, 4, 1
	fetch \w, 16, 2
	fetch \w, 0, 0, 0
	each \w, fmul, 4, 4, 16
	each \w, fsub, 0, 0, 4
	store \w, 0, 0
	.endm

	.p2align 4
stepASM:
	loop stepbody, 3

	.macro stephalf w
	fetch \w, 4, 1
	fetch \w, 16, 2
	fetchhalf \w, 20, 0
	widen 20, 0
	.if \w == 16
	widen 21, 2
	.endif
	each \w, fmul, 4, 4, 16
	each \w, fsub, 0, 0, 4
	narrow 20, 0
	.if \w == 16
	narrow 21, 2
	.endif
	storehalf \w, 20, 0
	.endm

	.p2align 4
stepF16ASM:
	nans
	loop stephalf, 3

	.macro momentumbody w
	fetch \w, 4, 2
	fetch \w, 16, 3
	fetch \w, 20, 1, 0
	fetch \w, 0, 0, 0
	each \w, fmul, 4, 4, 16
	with \w, fmul, 20, 20, 31
	each \w, fadd, 20, 20, 4
	each \w, fsub, 0, 0, 20
	store \w, 20, 1
	store \w, 0, 0
	.endm

	.p2align 4
momentumASM:
	scalar
	loop momentumbody, 4

	.macro momentumhalf w
	fetch \w, 0, 2
	fetch \w, 4, 3
	fetchhalf \w, 20, 1
	fetchhalf \w, 22, 0
	each \w, fmul, 0, 0, 4
	with \w, fmul, 0, 0, 28
	widen 20, 4
	.if \w == 16
	widen 21, 6
	.endif
	with \w, fmul, 4, 4, 31
	each \w, fadd, 4, 4, 0
	with \w, fmax, 4, 4, 25
	with \w, fmin, 4, 4, 26
	narrow 20, 4
	widen 20, 4
	widen 22, 0
	.if \w == 16
	narrow 21, 6
	widen 21, 6
	widen 23, 2
	.endif
	storehalf \w, 20, 1
	with \w, fmul, 4, 4, 27
	each \w, fsub, 0, 0, 4
	narrow 22, 0
	.if \w == 16
	narrow 23, 2
	.endif
	storehalf \w, 22, 0
	.endm

	.p2align 4
momentumF16ASM:
	scalar
	nans
	vconst 28, 0x4480            // 1024
	vconst 27, 0x3a80            // 1/1024
	mov  w9, #0xe000             // 65504
	movk w9, #0x477f, lsl #16
	dup  v26.4s, w9
	fneg v25.4s, v26.4s
	loop momentumhalf, 4
