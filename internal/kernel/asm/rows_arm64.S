// The loops over rows. n is a multiple of 8 and positive; every operation is
// rounded by itself, except in fmaASM.
//
//	func addASM(y, x *float32, n int)                  y += x
//	func axpyASM(y *float32, a float32, x *float32, n int)  y += a*x
//	func fmaASM(y, x, w *float32, n int)               y += x*w, fused
//	func scaleASM(y *float32, a float32, n int)        y *= a
//	func affineASM(y, x, s, t *float32, n int)         y = x*s + t
//	func reluASM(y *float32, max float32, n int)       y = y <= 0 ? 0 : y > max ? max : y
//	func reluGradASM(dy, y *float32, max float32, n int)    dy = 0 < y < max ? dy : 0
//
// Registers: x0 y or dy, x1 and on the other slices and then the elements left;
// a or max in v31; numbers in v0–v3, v4–v7, v16–v19.

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

	.macro addbody w
	fetch \w, 0, 0, 0
	fetch \w, 4, 1
	each \w, fadd, 0, 0, 4
	store \w, 0, 0
	.endm

	.p2align 4
addASM:
	loop addbody, 2

	.macro axpybody w
	fetch \w, 4, 1
	fetch \w, 0, 0, 0
	with \w, fmul, 4, 4, 31
	each \w, fadd, 0, 0, 4
	store \w, 0, 0
	.endm

	.p2align 4
axpyASM:
	scalar
	loop axpybody, 2

	.macro fmabody w
	fetch \w, 0, 0, 0
	fetch \w, 4, 1
	fetch \w, 16, 2
	each \w, fmla, 0, 4, 16
	store \w, 0, 0
	.endm

	.p2align 4
fmaASM:
	loop fmabody, 3

	.macro scalebody w
	fetch \w, 0, 0, 0
	with \w, fmul, 0, 0, 31
	store \w, 0, 0
	.endm

	.p2align 4
scaleASM:
	scalar
	loop scalebody, 1

	.macro affinebody w
	fetch \w, 0, 1
	fetch \w, 4, 2
	fetch \w, 16, 3
	each \w, fmul, 0, 0, 4
	each \w, fadd, 0, 0, 16
	store \w, 0, 0
	.endm

	.p2align 4
affineASM:
	loop affinebody, 4

	.macro clamp y
	fcmgt v4.4s, v\y\().4s, v31.4s
	fcmle v5.4s, v\y\().4s, #0.0
	bit  v\y\().16b, v31.16b, v4.16b
	bic  v\y\().16b, v\y\().16b, v5.16b
	.endm
	.macro relubody w
	fetch \w, 0, 0, 0
	.irp y, 0, 1, 2, 3
	.if \y*4 < \w
	clamp \y
	.endif
	.endr
	store \w, 0, 0
	.endm

	.p2align 4
reluASM:
	scalar
	loop relubody, 1

	.macro mask dy, y
	fcmgt v20.4s, v\y\().4s, #0.0
	fcmgt v21.4s, v31.4s, v\y\().4s
	and  v20.16b, v20.16b, v21.16b
	and  v\dy\().16b, v\dy\().16b, v20.16b
	.endm
	.macro relugradbody w
	fetch \w, 0, 0, 0
	fetch \w, 4, 1
	mask 0, 4
	mask 1, 5
	.if \w == 16
	mask 2, 6
	mask 3, 7
	.endif
	store \w, 0, 0
	.endm

	.p2align 4
reluGradASM:
	scalar
	loop relugradbody, 2
