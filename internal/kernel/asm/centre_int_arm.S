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
//	func narrowIntASM(v *int16, dw *int32, r *Rounding, n int)
//
//	v = sat(dw·2^-Shift); Peak = max |v|
//
//	func sizeInt8ASM(hi, lo *int8, s *Size, n int)
//
//	w = 256·hi+lo; Squares += w²; Widest = max |w|
//
// n is a positive multiple of 4, of 8 in the last two. 64-bit fields of the structs lie at
// multiples of 4.

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

	.p2align 4
narrowIntASM:
	ldr   r4, [r2], #4
	rsb   r4, r4, #0
	vdup.32 q8, r4
	ldr   r4, [r2]
	vdup.16 q9, r4
1:	vld1.32 {d0-d3}, [r1]!
	vrshl.s32 q0, q0, q8
	vrshl.s32 q1, q1, q8
	vqmovn.s32 d0, q0
	vqmovn.s32 d1, q1
	vabs.s16 q1, q0
	vmax.u16 q9, q9, q1
	vst1.16 {q0}, [r0]!
	subs  r3, r3, #8
	bgt   1b
	vpmax.u16 d18, d18, d19
	vpmax.u16 d18, d18, d18
	vpmax.u16 d18, d18, d18
	vmovl.u16 q9, d18
	vst1.32 {d18[0]}, [r2]
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
