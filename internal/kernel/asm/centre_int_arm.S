// The centred step on one row of weights, see centre_int.go, on 32-bit Arm with NEON.
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
// number serves two of eight weights: its lower half, shifted up, the first. 64-bit fields
// of the structs lie at multiples of 4.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

	.p2align 4
centreIntASM:
	ldr   r4, [r2]
	ldr   r5, [r2, #4]
	vdup.32 q8, r4
	rsb   r5, r5, #0
	vdup.32 q9, r5
	vmov.i32 q0, #0
	vmax.s32 q10, q9, q0        @ left
	vmin.s32 q9, q9, q0         @ right, negative
	add   r6, r2, #8
	vld1.32 {d22[], d23[]}, [r6]
	mvn   r4, #0x80000000
	rsb   r4, r4, #0
	vdup.32 q12, r4             @ -2^31+1
1:	vld1.32 {q0}, [r1]!
	vld1.32 {q1}, [r0]
	vqrdmulh.s32 q0, q0, q8
	vrshl.s32 q0, q0, q9
	vshl.s32 q0, q0, q10
	vqsub.s32 q1, q1, q0
	vmax.s32 q1, q1, q12
	vabs.s32 q2, q1
	vmax.s32 q11, q11, q2
	vst1.32 {q1}, [r0]!
	subs  r3, r3, #4
	bgt   1b
	vpmax.s32 d22, d22, d23
	vpmax.s32 d22, d22, d22
	vst1.32 {d22[0]}, [r6]
	bx    lr

	.p2align 4
momentsIntASM:
	ldr   r4, [r2], #4
	rsb   r4, r4, #0
	vdup.32 q8, r4
	vmov.i32 q9, #0
	vmov.i32 q10, #0
1:	vld1.32 {q0}, [r0]!
	vld1.32 {q1}, [r1]!
	vrshl.s32 q0, q0, q8
	vmlal.s32 q9, d0, d0
	vmlal.s32 q10, d0, d2
	vmlal.s32 q9, d1, d1
	vmlal.s32 q10, d1, d3
	subs  r3, r3, #4
	bgt   1b
	vadd.i64 d18, d18, d19
	vadd.i64 d19, d20, d21
	vld1.32 {q0}, [r2]
	vadd.i64 q0, q0, q9
	vst1.32 {q0}, [r2]
	bx    lr

	@ random numbers: Mix of q0 in q1, q0 moves on
	.macro random
	vshr.u32 q2, q0, #16
	veor  q1, q0, q2
	vmul.i32 q1, q1, q15
	vshr.u32 q2, q1, #13
	veor  q1, q1, q2
	vmul.i32 q1, q1, q14
	vshr.u32 q2, q1, #16
	veor  q1, q1, q2
	vadd.i32 q0, q0, q13
	.endm

	@ four steps from the gradients in \g and the random numbers in \r
	.macro step g, r
	vrshl.s32 \g, \g, q8
	vmul.i32 \g, \g, q9
	vshl.s32 \g, \g, q5
	vshl.u32 \r, \r, q7
	vadd.i32 \g, \g, \r
	vshl.s32 \g, \g, q6
	.endm

	.p2align 4
moveInt8ASM:
	movw  r6, #0x79b1
	movt  r6, #0x9e37
	movw  r7, #0xca6b
	movt  r7, #0x85eb
	movw  r8, #0xae35
	movt  r8, #0xc2b2
	vdup.32 q15, r7
	vdup.32 q14, r8
	add   r7, r5, r6
	add   r8, r7, r6
	add   r9, r8, r6
	vmov  d0, r5, r7
	vmov  d1, r8, r9
	lsl   r6, r6, #2
	vdup.32 q13, r6
	ldr   r6, [r3]              @ shift
	ldr   r7, [r3, #4]          @ factor
	ldr   r8, [r3, #8]          @ pre
	ldr   r9, [r3, #12]         @ down
	rsb   r6, r6, #0
	rsb   r8, r8, #0
	sub   r11, r9, #32
	rsb   r9, r9, #0
	vdup.32 q8, r6
	vdup.32 q9, r7
	vdup.32 q5, r8
	vdup.32 q6, r9
	vdup.32 q7, r11
	movw  r6, #32639
	vdup.16 q11, r6
	vneg.s16 q10, q11
	vmov.i32 q12, #0            @ clamped, negative
1:	vld1.32 {d6-d9}, [r2]!
	random
	vshl.i32 q2, q1, #16
	step  q3, q2
	step  q4, q1
	vqmovn.s32 d6, q3
	vqmovn.s32 d7, q4
	vld1.8 {d2}, [r0]
	vld1.8 {d8}, [r1]
	vshll.i8 q1, d2, #8
	vaddw.s8 q1, q1, d8
	vqsub.s16 q1, q1, q3
	vcgt.s16 q2, q1, q11
	vcgt.s16 q3, q10, q1
	vorr  q2, q2, q3
	vpadal.s16 q12, q2
	vmin.s16 q1, q1, q11
	vmax.s16 q1, q1, q10
	vrshr.s16 q2, q1, #8
	vmovn.i16 d4, q2
	vmovn.i16 d2, q1
	vst1.8 {d4}, [r0]!
	vst1.8 {d2}, [r1]!
	subs  r4, r4, #8
	bgt   1b
	vadd.i32 d24, d24, d25
	vpadd.i32 d24, d24, d24
	add   r3, r3, #24
	vld1.32 {d0[0]}, [r3]
	vsub.i32 d0, d0, d24
	vst1.32 {d0[0]}, [r3]
	bx    lr

	.p2align 4
sizeInt8ASM:
	vmov.i32 q8, #0
	vmov.i32 q9, #0
1:	vld1.8 {d0}, [r0]!
	vld1.8 {d2}, [r1]!
	vshll.i8 q0, d0, #8
	vaddw.s8 q0, q0, d2
	vabs.s16 q1, q0
	vmax.u16 q9, q9, q1
	vmull.s16 q2, d0, d0
	vmull.s16 q3, d1, d1
	vpadal.s32 q8, q2
	vpadal.s32 q8, q3
	subs  r3, r3, #8
	bgt   1b
	vadd.i64 d16, d16, d17
	vld1.32 {d0}, [r2]
	vadd.i64 d0, d0, d16
	vst1.32 {d0}, [r2]!
	vpmax.u16 d18, d18, d19
	vpmax.u16 d18, d18, d18
	vpmax.u16 d18, d18, d18
	vmovl.u16 q9, d18
	vld1.32 {d0[0]}, [r2]
	vmax.s32 d0, d0, d18
	vst1.32 {d0[0]}, [r2]
	bx    lr
