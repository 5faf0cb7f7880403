// Rows times a number each, into rows (outer) or into one row (gather), on 32-bit Arm
// with NEON: the products of the backward pass. Numbers of 0 are skipped.
//
//	func outerInt8ASM(acc *int32, stride int, h *int16, outs int, x *int8, n, zero int)
//	func gatherInt8ASM(acc *int32, h *int16, outs int, w *int8, stride, n int)
//	func outerInt16ASM(acc *int64, stride int, h *int16, outs int, x *int16, n int)
//	func gatherInt16ASM(acc *int64, h *int16, outs int, w *int16, stride, n int)
//
//	outer:  for o < outs: acc[o·stride+i] += h[o]·(x[i]-zero)
//	gather: for o < outs: acc[i] += h[o]·w[o·stride+i]
//
// i < n, a positive multiple of 8; outs is positive; strides are in bytes. Columns go
// in blocks of 32, 8 with 16 bits, then of 8.
//
// Registers, outer: r0 acc, r1 stride, r2 h, r3 outs, r4 x, r5 columns left, r6 zero, r7
// row; gather: r0 acc, r1 h, r2 outs, r3 w, r4 stride, r5 columns left, r6 row. r8 h, r9
// rows left, r11 a place in the row, r12 the number.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

// load32 and store32 move 32 sums at \at, which moves on
	.macro load32 at
	vld1.32 {d16-d19}, [\at]!
	vld1.32 {d20-d23}, [\at]!
	vld1.32 {d24-d27}, [\at]!
	vld1.32 {d28-d31}, [\at]!
	.endm

	.macro store32 at
	vst1.32 {d16-d19}, [\at]!
	vst1.32 {d20-d23}, [\at]!
	vst1.32 {d24-d27}, [\at]!
	vst1.32 {d28-d31}, [\at]!
	.endm

// mac32 adds the number in d12 times d4–d11
	.macro mac32
	vmlal.s16 q8, d4, d12
	vmlal.s16 q9, d5, d12
	vmlal.s16 q10, d6, d12
	vmlal.s16 q11, d7, d12
	vmlal.s16 q12, d8, d12
	vmlal.s16 q13, d9, d12
	vmlal.s16 q14, d10, d12
	vmlal.s16 q15, d11, d12
	.endm

	.p2align 4
outerInt8ASM:
	vdup.8 d13, r6
1:	cmp   r5, #32
	blt   4f
	vld1.8 {d0-d3}, [r4]!
	vsubl.s8 q2, d0, d13
	vsubl.s8 q3, d1, d13
	vsubl.s8 q4, d2, d13
	vsubl.s8 q5, d3, d13
	mov   r7, r0
	mov   r8, r2
	mov   r9, r3
2:	ldrsh r12, [r8], #2
	cmp   r12, #0
	beq   3f
	vdup.16 d12, r12
	mov   r11, r7
	load32 r11
	mac32
	mov   r11, r7
	store32 r11
3:	add   r7, r7, r1
	subs  r9, r9, #1
	bgt   2b
	add   r0, r0, #128
	sub   r5, r5, #32
	b     1b
4:	cmp   r5, #0
	beq   7f
	vld1.8 {d0}, [r4]!
	vsubl.s8 q2, d0, d13
	mov   r7, r0
	mov   r8, r2
	mov   r9, r3
5:	ldrsh r12, [r8], #2
	cmp   r12, #0
	beq   6f
	vdup.16 d12, r12
	vld1.32 {d16-d19}, [r7]
	vmlal.s16 q8, d4, d12
	vmlal.s16 q9, d5, d12
	vst1.32 {d16-d19}, [r7]
6:	add   r7, r7, r1
	subs  r9, r9, #1
	bgt   5b
	add   r0, r0, #32
	sub   r5, r5, #8
	b     4b
7:	bx    lr

	.p2align 4
gatherInt8ASM:
1:	cmp   r5, #32
	blt   4f
	mov   r11, r0
	load32 r11
	mov   r6, r3
	mov   r8, r1
	mov   r9, r2
2:	ldrsh r12, [r8], #2
	cmp   r12, #0
	beq   3f
	vld1.8 {d0-d3}, [r6]
	vdup.16 d12, r12
	vmovl.s8 q2, d0
	vmovl.s8 q3, d1
	vmovl.s8 q4, d2
	vmovl.s8 q5, d3
	mac32
3:	add   r6, r6, r4
	subs  r9, r9, #1
	bgt   2b
	store32 r0
	add   r3, r3, #32
	sub   r5, r5, #32
	b     1b
4:	cmp   r5, #0
	beq   7f
	vld1.32 {d16-d19}, [r0]
	mov   r6, r3
	mov   r8, r1
	mov   r9, r2
5:	ldrsh r12, [r8], #2
	cmp   r12, #0
	beq   6f
	vld1.8 {d0}, [r6]
	vdup.16 d12, r12
	vmovl.s8 q2, d0
	vmlal.s16 q8, d4, d12
	vmlal.s16 q9, d5, d12
6:	add   r6, r6, r4
	subs  r9, r9, #1
	bgt   5b
	vst1.32 {d16-d19}, [r0]!
	add   r3, r3, #8
	sub   r5, r5, #8
	b     4b
7:	bx    lr

// wide16 adds the number in d12 times q0 to eight sums of 64 bits
	.macro wide16
	vmull.s16 q12, d0, d12
	vmull.s16 q13, d1, d12
	vaddw.s32 q8, q8, d24
	vaddw.s32 q9, q9, d25
	vaddw.s32 q10, q10, d26
	vaddw.s32 q11, q11, d27
	.endm

	.p2align 4
outerInt16ASM:
1:	vld1.16 {q0}, [r4]!
	mov   r7, r0
	mov   r8, r2
	mov   r9, r3
2:	ldrsh r12, [r8], #2
	cmp   r12, #0
	beq   3f
	vdup.16 d12, r12
	add   r11, r7, #32
	vld1.32 {d16-d19}, [r7]
	vld1.32 {d20-d23}, [r11]
	wide16
	vst1.32 {d16-d19}, [r7]
	vst1.32 {d20-d23}, [r11]
3:	add   r7, r7, r1
	subs  r9, r9, #1
	bgt   2b
	add   r0, r0, #64
	subs  r5, r5, #8
	bgt   1b
	bx    lr

	.p2align 4
gatherInt16ASM:
1:	add   r11, r0, #32
	vld1.32 {d16-d19}, [r0]
	vld1.32 {d20-d23}, [r11]
	mov   r6, r3
	mov   r8, r1
	mov   r9, r2
2:	ldrsh r12, [r8], #2
	cmp   r12, #0
	beq   3f
	vld1.16 {q0}, [r6]
	vdup.16 d12, r12
	wide16
3:	add   r6, r6, r4
	subs  r9, r9, #1
	bgt   2b
	vst1.32 {d16-d19}, [r0]
	vst1.32 {d20-d23}, [r11]
	add   r0, r0, #64
	add   r3, r3, #16
	subs  r5, r5, #8
	bgt   1b
	bx    lr
