// From sums to activations, from gradients to backward values, and random numbers, on
// 32-bit Arm with NEON.
//
//	func requantiseInt8ASM(y *int8, sums *int32, m *fixedpoint.Multiplier, c *Clip, n, stride, rows int)
//
//	x = RDBP(SRDHM(sums << max(Shift, 0), M), max(-Shift, 0)), clamped, counted; y = x+Zero
//
//	func randomsASM(r *uint32, n int, start uint32)            r[i] = Mix(start + i·golden)
//
//	func receiveIntASM(h *int16, v, rel *int32, r *uint32, e *Exponent, n int)
//
//	p = v·rel; Peak = max(Peak, |p|); h = clamp((p + r·2^(Shift-32)) >> Shift, ±Most)
//
// n is a positive multiple of 4. A Multiplier is M and Shift, 4 bytes each.
//
// Registers: r0 y, r or h; r1–r4 the others in order, the number of elements last.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

	.p2align 4
requantiseInt8ASM:
	ldr   r7, [r3]              @ zero
	ldr   r8, [r3, #4]          @ low
	ldr   r9, [r3, #8]          @ high
	sub   r8, r8, r7
	sub   r9, r9, r7
	vdup.32 q8, r7
	vdup.32 q9, r8
	vdup.32 q10, r9
	sub   r5, r5, r4            @ from the end of a row to the next
	mov   r7, r2
	vmov.i32 q11, #0            @ counts, negative
	vmov.i32 q12, #0
	add   r8, r3, #20
	vld1.32 {d26[], d27[]}, [r8] @ least
	add   r8, r3, #24
	vld1.32 {d28[], d29[]}, [r8] @ most
	vmov.i32 q5, #40
	vneg.s32 q6, q5
	vmov.i32 q7, #0
1:	mov   r2, r7
	mov   r9, r4
2:	vld2.32 {d0-d3}, [r2]!      @ q0 factors, q1 shifts
	vld1.32 {q2}, [r1]!
	vmin.s32 q1, q1, q5
	vmax.s32 q1, q1, q6
	vmax.s32 q3, q1, q7
	vmin.s32 q1, q1, q7
	vshl.s32 q2, q2, q3
	vqrdmulh.s32 q2, q2, q0
	vand  q3, q2, q1
	vshr.s32 q3, q3, #31
	vqadd.s32 q2, q2, q3
	vrshl.s32 q2, q2, q1
	vcgt.s32 q3, q9, q2
	vadd.i32 q11, q11, q3
	vcgt.s32 q3, q2, q10
	vadd.i32 q12, q12, q3
	vmax.s32 q2, q2, q9
	vmin.s32 q2, q2, q10
	vmin.s32 q13, q13, q2
	vmax.s32 q14, q14, q2
	vadd.i32 q2, q2, q8
	vmovn.i32 d4, q2
	vmovn.i16 d4, q2
	vst1.32 {d4[0]}, [r0]!
	subs  r9, r9, #4
	bgt   2b
	add   r0, r0, r5
	add   r1, r1, r5, lsl #2
	subs  r6, r6, #1
	bgt   1b
	vadd.i32 d22, d22, d23
	vadd.i32 d24, d24, d25
	vpadd.i32 d22, d22, d24     @ both counts
	vpmin.s32 d26, d26, d27
	vpmin.s32 d26, d26, d26
	vpmax.s32 d28, d28, d29
	vpmax.s32 d28, d28, d28
	add   r8, r3, #12
	vld1.32 {d0}, [r8]
	vsub.i32 d0, d0, d22
	vst1.32 {d0}, [r8]
	add   r8, r3, #20
	vst1.32 {d26[0]}, [r8]
	add   r8, r3, #24
	vst1.32 {d28[0]}, [r8]
	bx    lr

	.p2align 4
randomsASM:
	movw  r3, #0x79b1
	movt  r3, #0x9e37
	movw  r4, #0xca6b
	movt  r4, #0x85eb
	movw  r5, #0xae35
	movt  r5, #0xc2b2
	vdup.32 q8, r4
	vdup.32 q9, r5
	add   r6, r2, r3
	vmov  d0, r2, r6
	add   r2, r6, r3
	add   r6, r2, r3
	vmov  d1, r2, r6
	lsl   r3, r3, #2
	vdup.32 q10, r3
1:	vshr.u32 q2, q0, #16
	veor  q1, q0, q2
	vmul.i32 q1, q1, q8
	vshr.u32 q2, q1, #13
	veor  q1, q1, q2
	vmul.i32 q1, q1, q9
	vshr.u32 q2, q1, #16
	veor  q1, q1, q2
	vadd.i32 q0, q0, q10
	vst1.32 {q1}, [r0]!
	subs  r1, r1, #4
	bgt   1b
	bx    lr

	.p2align 4
receiveIntASM:
	ldr   r6, [r4]              @ shift
	ldr   r7, [r4, #4]          @ most
	rsb   r8, r6, #0
	sub   r9, r6, #32
	vdup.32 q8, r8              @ a shift is the low byte of a lane
	vdup.32 q9, r9
	vdup.32 q10, r7
	vneg.s32 q11, q10
	vmov.i32 q12, #0            @ peaks, below 2^62
	vmov.i32 q13, #0
1:	vld1.32 {q0}, [r1]!
	vld1.32 {q1}, [r2]!
	vld1.32 {q2}, [r3]!
	vmull.s32 q3, d0, d2
	vmull.s32 q4, d1, d3
	vabs.s32 q0, q0
	vabs.s32 q1, q1
	vmull.u32 q5, d0, d2        @ |p|
	vmull.u32 q6, d1, d3
	vsub.i64 q14, q12, q5
	vsub.i64 q15, q13, q6
	vshr.s64 q14, q14, #63
	vshr.s64 q15, q15, #63
	vbit  q12, q5, q14
	vbit  q13, q6, q15
	vmovl.u32 q5, d4
	vmovl.u32 q6, d5
	vshl.u64 q5, q5, q9
	vshl.u64 q6, q6, q9
	vadd.i64 q3, q3, q5
	vadd.i64 q4, q4, q6
	vshl.s64 q3, q3, q8
	vshl.s64 q4, q4, q8
	vqmovn.s64 d6, q3
	vqmovn.s64 d7, q4
	vmin.s32 q3, q3, q10
	vmax.s32 q3, q3, q11
	vmovn.i32 d6, q3
	vst1.16 {d6}, [r0]!
	subs  r5, r5, #4
	bgt   1b
	add   r4, r4, #8
	vld1.32 {d0}, [r4]          @ the peak so far, and of four lanes
	.irp  lane, d24, d25, d26, d27
	vsub.i64 d1, d0, \lane
	vshr.s64 d1, d1, #63
	vbit  d0, \lane, d1
	.endr
	vst1.32 {d0}, [r4]
	bx    lr
