// The move of a row of weights, and the row that it moves along, see move_int.go, on
// 32-bit Arm with NEON.
//
//	func moveInt8ASM(hi, lo *int8, v *int16, m *Move, n int)
//
//	w = 256·hi+lo - ((round(v·Factor·2^-15) + (r >> (16-Down))) >> Down); r += golden16
//
//	func shrinkInt8ASM(hi, lo *int8, n int)
//
//	w = round(w·205/256)
//
//	func deviateInt8ASM(d *int16, x *int8, mean *int16, zero, n int)
//
//	d = 64·(x-zero) - mean
//
//	func combineInt16ASM(v, h *int16, count int, d *int16, stride int, r *Rounding, n int)
//
//	v[i] = sat(Σ_j h[j]·d[j·stride+i] · 2^-Shift), Peak = max |v|
//
// n is a positive multiple of 8, count is positive, stride is in bytes. A weight is moved
// as w + 128, whose bytes are hi and lo + 128.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

	.p2align 4
moveInt8ASM:
	ldr   r5, [r3]
	ldr   r6, [r3, #4]
	ldr   r7, [r3, #8]
	vdup.16 q8, r5
	sub   r5, r6, #16
	vdup.16 q9, r5              @ of the random number
	rsb   r5, r6, #1
	vdup.16 q10, r5             @ of the sum, which is halved before
	vmov.i8 d22, #128
	movw  r5, #0x9e37
	vdup.16 q12, r5
	movw  r5, #0x0100
	movt  r5, #0x0302
	movw  r6, #0x0504
	movt  r6, #0x0706
	vmov  d26, r5, r6
	vmovl.u8 q13, d26
	vmul.i16 q13, q13, q12
	vdup.16 q14, r7
	vadd.i16 q13, q13, q14
	vshl.i16 q12, q12, #3
1:	vld1.16 {q0}, [r2]!
	vld1.8 {d2}, [r0]
	vld1.8 {d4}, [r1]
	vqrdmulh.s16 q0, q0, q8
	vshl.u16 q3, q13, q9
	vadd.i16 q13, q13, q12
	vhadd.s16 q0, q0, q3
	vshl.s16 q0, q0, q10
	vshll.i8 q1, d2, #8
	veor  d4, d4, d22
	vaddw.u8 q1, q1, d4
	vsub.i16 q1, q1, q0
	vshrn.i16 d4, q1, #8
	vmovn.i16 d2, q1
	veor  d2, d2, d22
	vst1.8 {d4}, [r0]!
	vst1.8 {d2}, [r1]!
	subs  r4, r4, #8
	bgt   1b
	bx    lr

	.p2align 4
shrinkInt8ASM:
	movw  r3, #205
	vdup.16 d16, r3
1:	vld1.8 {d0}, [r0]
	vld1.8 {d2}, [r1]
	vshll.i8 q0, d0, #8
	vaddw.s8 q0, q0, d2
	vmull.s16 q1, d0, d16
	vmull.s16 q2, d1, d16
	vrshrn.i32 d0, q1, #8
	vrshrn.i32 d1, q2, #8
	vrshrn.i16 d2, q0, #8
	vmovn.i16 d0, q0
	vst1.8 {d2}, [r0]!
	vst1.8 {d0}, [r1]!
	subs  r2, r2, #8
	bgt   1b
	bx    lr

	.p2align 4
deviateInt8ASM:
	vdup.8 d16, r3
1:	vld1.8 {d0}, [r1]!
	vld1.16 {q1}, [r2]!
	vsubl.s8 q0, d0, d16
	vshl.i16 q0, q0, #6
	vsub.i16 q0, q0, q1
	vst1.16 {q0}, [r0]!
	subs  r4, r4, #8
	bgt   1b
	bx    lr

	.p2align 4
combineInt16ASM:
	ldr   r7, [r5], #4
	rsb   r7, r7, #0
	vdup.32 q14, r7
	ldr   r7, [r5]
	vdup.16 q15, r7
1:	vmov.i32 q8, #0
	vmov.i32 q9, #0
	mov   r7, r3
	mov   r8, r1
	mov   r9, r2
2:	ldrsh r12, [r8], #2
	cmp   r12, #0
	beq   3f
	vdup.16 d12, r12
	vld1.16 {q0}, [r7]
	vmlal.s16 q8, d0, d12
	vmlal.s16 q9, d1, d12
3:	add   r7, r7, r4
	subs  r9, r9, #1
	bgt   2b
	vrshl.s32 q8, q8, q14
	vrshl.s32 q9, q9, q14
	vqmovn.s32 d0, q8
	vqmovn.s32 d1, q9
	vabs.s16 q1, q0
	vmax.u16 q15, q15, q1
	vst1.16 {q0}, [r0]!
	add   r3, r3, #16
	subs  r6, r6, #8
	bgt   1b
	vpmax.u16 d30, d30, d31
	vpmax.u16 d30, d30, d30
	vpmax.u16 d30, d30, d30
	vmovl.u16 q15, d30
	vst1.32 {d30[0]}, [r5]
	bx    lr
