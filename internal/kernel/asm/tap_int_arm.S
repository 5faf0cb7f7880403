// Taps of a depthwise convolution for every channel, and masks, on 32-bit Arm with NEON.
//
//	func tapsInt8ASM(acc *int32, x *int8, xs int, w *int8, ws, rows, zero, n int)
//	func tapsInt16ASM(acc *int32, h *int16, hs int, x *int8, xs, rows, zero, n int)
//	func maskInt8ASM(v *int32, y *int8, zero, n int)                 v = 0 where y ≤ zero
//
//	for r < rows: acc += (x[r·xs]-zero)·w[r·ws], or h[r·hs]·(x[r·xs]-zero)
//
// n is a positive multiple of 8, rows is positive, strides are in bytes.
//
// Registers: r0 acc, r1 and r3 factors, r2 and r4 their strides, r5 rows, r6 zero, r7
// elements left; r8 and r9 rows of the factors, r11 rows left.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

	.p2align 4
tapsInt8ASM:
	vdup.8 d31, r6
1:	vld1.32 {d16-d19}, [r0]
	mov   r8, r1
	mov   r9, r3
	mov   r11, r5
2:	vld1.8 {d0}, [r8], r2
	vld1.8 {d1}, [r9], r4
	vsubl.s8 q1, d0, d31
	vmovl.s8 q2, d1
	vmlal.s16 q8, d2, d4
	vmlal.s16 q9, d3, d5
	subs  r11, r11, #1
	bgt   2b
	vst1.32 {d16-d19}, [r0]!
	add   r1, r1, #8
	add   r3, r3, #8
	subs  r7, r7, #8
	bgt   1b
	bx    lr

	.p2align 4
tapsInt16ASM:
	vdup.8 d31, r6
1:	vld1.32 {d16-d19}, [r0]
	mov   r8, r1
	mov   r9, r3
	mov   r11, r5
2:	vld1.16 {q2}, [r8], r2
	vld1.8 {d0}, [r9], r4
	vsubl.s8 q1, d0, d31
	vmlal.s16 q8, d2, d4
	vmlal.s16 q9, d3, d5
	subs  r11, r11, #1
	bgt   2b
	vst1.32 {d16-d19}, [r0]!
	add   r1, r1, #16
	add   r3, r3, #8
	subs  r7, r7, #8
	bgt   1b
	bx    lr

	.p2align 4
maskInt8ASM:
	vdup.8 d31, r2
1:	vld1.8 {d0}, [r1]!
	vcgt.s8 d0, d0, d31
	vmovl.s8 q1, d0
	vmovl.s16 q2, d2
	vmovl.s16 q3, d3
	vld1.32 {d16-d19}, [r0]
	vand  q8, q8, q2
	vand  q9, q9, q3
	vst1.32 {d16-d19}, [r0]!
	subs  r3, r3, #8
	bgt   1b
	bx    lr
