// The products of one vector with rows of weights, on 32-bit Arm with NEON.
//
//	func dotsInt8ASM(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int)
//	func dotsInt16ASM(sums *int64, x, w *int16, n int, tail *int16, stride, outs, off int)
//
//	for o < outs: sums[o] += Σ_{i<n} x[i]·w[o·stride+i], and the product of tail, 16
//	bytes unless it is nil, with those at w + o·stride + off
//
// n is a multiple of 16 bytes of x, maybe 0; stride and off are in bytes. Four rows go
// together, the last ones alone.
//
// Registers: r0 sums, r1 x, r2 w, r3 bytes of x, r4 tail, r5 stride, r6 rows left, r7
// off; r8, r9, r11 three more rows, r12 bytes left; q0 of x, q1–q4 of w, q8–q11 sums,
// q12–q15 products.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

// d<l> and d<h> are the halves of a register of weights
	.macro mac8 sum, a, b, l, h
	vmull.s8   q\a, d0, d\l
	vmull.s8   q\b, d1, d\h
	vpadal.s16 q\sum, q\a
	vpadal.s16 q\sum, q\b
	.endm

	.macro mac16 sum, a, b, l, h
	vmull.s16  q\a, d0, d\l
	vmull.s16  q\b, d1, d\h
	vpadal.s32 q\sum, q\a
	vpadal.s32 q\sum, q\b
	.endm

	.macro four mac
	\mac 8, 12, 13, 2, 3
	\mac 9, 14, 15, 4, 5
	\mac 10, 12, 13, 6, 7
	\mac 11, 14, 15, 8, 9
	.endm

	.macro store8
	vpadd.i32 d16, d16, d17
	vpadd.i32 d18, d18, d19
	vpadd.i32 d20, d20, d21
	vpadd.i32 d22, d22, d23
	vpadd.i32 d16, d16, d18
	vpadd.i32 d17, d20, d22
	vld1.32   {q1}, [r0]
	vadd.i32  q1, q1, q8
	vst1.32   {q1}, [r0]!
	.endm

	.macro store16
	vadd.i64  d16, d16, d17
	vadd.i64  d17, d18, d19
	vadd.i64  d18, d20, d21
	vadd.i64  d19, d22, d23
	vld1.32   {d2-d5}, [r0]
	vadd.i64  q1, q1, q8
	vadd.i64  q2, q2, q9
	vst1.32   {d2-d5}, [r0]!
	.endm

	.macro one8
	vpadd.i32 d16, d16, d17
	vpadd.i32 d16, d16, d16
	vld1.32   {d2[0]}, [r0]
	vadd.i32  d2, d2, d16
	vst1.32   {d2[0]}, [r0]!
	.endm

	.macro one16
	vadd.i64  d16, d16, d17
	vld1.32   {d2}, [r0]
	vadd.i64  d2, d2, d16
	vst1.32   {d2}, [r0]!
	.endm

	.macro dots mac, store, one
	subs r6, r6, #4
	blt  5f
1:	vmov.i32 q8, #0
	vmov.i32 q9, #0
	vmov.i32 q10, #0
	vmov.i32 q11, #0
	cmp  r3, #0
	beq  3f
	add  r8, r2, r5
	add  r9, r8, r5
	add  r11, r9, r5
	mov  r12, r3
2:	vld1.8 {q0}, [r1]!
	vld1.8 {q1}, [r2]!
	vld1.8 {q2}, [r8]!
	vld1.8 {q3}, [r9]!
	vld1.8 {q4}, [r11]!
	four \mac
	subs r12, r12, #16
	bgt  2b
	sub  r1, r1, r3
	sub  r2, r2, r3
3:	cmp  r4, #0
	beq  4f
	add  r12, r2, r7
	vld1.8 {q0}, [r4]
	vld1.8 {q1}, [r12], r5
	vld1.8 {q2}, [r12], r5
	vld1.8 {q3}, [r12], r5
	vld1.8 {q4}, [r12]
	four \mac
4:	\store
	add  r2, r2, r5, lsl #2
	subs r6, r6, #4
	bge  1b
5:	adds r6, r6, #4
	beq  9f
6:	vmov.i32 q8, #0
	cmp  r3, #0
	beq  8f
	mov  r12, r3
7:	vld1.8 {q0}, [r1]!
	vld1.8 {q1}, [r2]!
	\mac 8, 12, 13, 2, 3
	subs r12, r12, #16
	bgt  7b
	sub  r1, r1, r3
	sub  r2, r2, r3
8:	cmp  r4, #0
	beq  10f
	add  r12, r2, r7
	vld1.8 {q0}, [r4]
	vld1.8 {q1}, [r12]
	\mac 8, 12, 13, 2, 3
10:	\one
	add  r2, r2, r5
	subs r6, r6, #1
	bgt  6b
9:	bx   lr
	.endm

	.p2align 4
dotsInt8ASM:
	dots mac8, store8, one8

	.p2align 4
dotsInt16ASM:
	dots mac16, store16, one16
