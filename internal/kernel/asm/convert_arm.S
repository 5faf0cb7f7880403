// Conversions between float16 and float32, on 32-bit Arm with NEON and VFPv4.
//
//	func widenASM(dst *float32, src *F16, n int)
//	func narrowASM(dst *F16, src *float32, n int)          nearest even, NaN to 0x7e00
//	func widenRowsASM(dst *float32, ds int, src *F16, ss, rows, n int)
//	func transpose16(dst *float32, ds int, src *F16, ss, blocks int)
//
//	for each block of 8 rows and 8 columns of src:
//		dst[q][r] = float32(src[r][q]), the next block 8 rows further down in dst
//
//	func leastASM(least *uint32, c *float32, n int)
//
//	least = min(least, 2·bits(|c[i]|)-1): below 2^24-1 where one c is subnormal
//
// n is a positive multiple of 8, rows and blocks are positive, strides are in bytes. NEON
// flushes no subnormal number of 16 bits, and one of 32 bits is 0 in 16.
//
// Registers: r0 to r5 the arguments in order, then places and counts; in transpose16 r2,
// r5–r9, r11, r12 the rows of a block.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

	.p2align 4
widenASM:
1:	vld1.16 {q0}, [r1]!
	vcvt.f32.f16 q1, d0
	vcvt.f32.f16 q2, d1
	vst1.32 {d2-d5}, [r0]!
	subs r2, r2, #8
	bgt  1b
	bx   lr

	.p2align 4
narrowASM:
1:	vld1.32 {d0-d3}, [r1]!
	vcvt.f16.f32 d4, q0
	vcvt.f16.f32 d5, q1
	vst1.16 {q2}, [r0]!
	subs r2, r2, #8
	bgt  1b
	bx   lr

	.p2align 4
widenRowsASM:
1:	mov  r6, r0
	mov  r7, r2
	mov  r8, r5
2:	vld1.16 {q0}, [r7]!
	vcvt.f32.f16 q1, d0
	vcvt.f32.f16 q2, d1
	vst1.32 {d2-d5}, [r6]!
	subs r8, r8, #8
	bgt  2b
	add  r0, r0, r1
	add  r2, r2, r3
	subs r4, r4, #1
	bgt  1b
	bx   lr

// out widens a column of the block, its halves in d<l> and d<h>
	.macro out l, h
	vcvt.f32.f16 q8, d\l
	vcvt.f32.f16 q9, d\h
	vst1.32 {d16-d19}, [r0], r1
	.endm

	.p2align 4
transpose16:
	add  r5, r2, r3
	add  r6, r5, r3
	add  r7, r6, r3
	add  r8, r7, r3
	add  r9, r8, r3
	add  r11, r9, r3
	add  r12, r11, r3
1:	vld1.16 {q0}, [r2]!
	vld1.16 {q1}, [r5]!
	vld1.16 {q2}, [r6]!
	vld1.16 {q3}, [r7]!
	vld1.16 {q4}, [r8]!
	vld1.16 {q5}, [r9]!
	vld1.16 {q6}, [r11]!
	vld1.16 {q7}, [r12]!
	vtrn.16 q0, q1
	vtrn.16 q2, q3
	vtrn.16 q4, q5
	vtrn.16 q6, q7
	vtrn.32 q0, q2              @ q0 columns 0 and 4 of rows 0–3, q2 2 and 6
	vtrn.32 q1, q3              @ q1 columns 1 and 5, q3 3 and 7
	vtrn.32 q4, q6              @ the same of rows 4–7
	vtrn.32 q5, q7
	out  0, 8
	out  2, 10
	out  4, 12
	out  6, 14
	out  1, 9
	out  3, 11
	out  5, 13
	out  7, 15
	subs r4, r4, #1
	bgt  1b
	bx   lr

	.p2align 4
leastASM:
	vld1.32 {d16[], d17[]}, [r0]
	vmov.i32 q9, #1
1:	vld1.32 {d0-d3}, [r1]!
	vshl.i32 q0, q0, #1
	vshl.i32 q1, q1, #1
	vsub.i32 q0, q0, q9
	vsub.i32 q1, q1, q9
	vmin.u32 q8, q8, q0
	vmin.u32 q8, q8, q1
	subs r2, r2, #8
	bgt  1b
	vpmin.u32 d16, d16, d17
	vpmin.u32 d16, d16, d16
	vst1.32 {d16[0]}, [r0]
	bx   lr
