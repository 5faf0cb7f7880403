// Products of float16 matrices, widened to float32, on 32-bit Arm with NEON.
//
//	func gemmRows(t *tile)       A by rows: t.ap is 4
//	func gemmColumns(t *tile)    A by columns: t.ai is 4
//
//	for j < n by 8: for i < m by 4, then by 1:
//		C[i..][j..] += Σ_{p<k} A[i..][p] · B[p][j..]
//
// n is a positive multiple of 8. The product of two float16 is exact, so that VMLA, which
// rounds it, gives the bits of a fused operation. NEON flushes subnormal numbers: C holds
// none, and sums of products of float16 are multiples of 2^-48.
//
// Registers: r0 tile, r1–r4 A, r5 B, r6 its stride, r7 products left, r8 C, r9 its
// stride, r11 rows left, r12 columns left; q0–q3 of A, q4–q7 of B, q8–q15 of C.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

	.equ N, 0
	.equ K, 4
	.equ A, 8
	.equ AI, 12
	.equ AP, 16
	.equ B, 20
	.equ BS, 24
	.equ C, 28
	.equ CS, 32
	.equ M, 36

// block points r8 and r9 at the columns of C, r6 and r11 at B and the rows
	.macro block
	ldr  r1, [r0, #N]
	ldr  r8, [r0, #C]
	sub  r1, r1, r12
	ldr  r9, [r0, #CS]
	add  r8, r8, r1, lsl #2
	ldr  r6, [r0, #BS]
	ldr  r1, [r0, #A]
	ldr  r11, [r0, #M]
	.endm

// start points r5 at the columns of B, r7 at the products
	.macro start
	ldr  r5, [r0, #N]
	ldr  r7, [r0, #B]
	sub  r5, r5, r12
	add  r5, r7, r5, lsl #2
	ldr  r7, [r0, #K]
	.endm

	.macro load4
	vld1.32 {d16-d19}, [r8], r9
	vld1.32 {d20-d23}, [r8], r9
	vld1.32 {d24-d27}, [r8], r9
	vld1.32 {d28-d31}, [r8], r9
	sub  r8, r8, r9, lsl #2
	.endm

	.macro store4
	vst1.32 {d16-d19}, [r8], r9
	vst1.32 {d20-d23}, [r8], r9
	vst1.32 {d24-d27}, [r8], r9
	vst1.32 {d28-d31}, [r8], r9
	.endm

// mac adds B in q<x> and q<y> times four numbers of A
	.macro mac x, y, a, b, c, d
	vmla.f32 q8, q\x, \a
	vmla.f32 q9, q\y, \a
	vmla.f32 q10, q\x, \b
	vmla.f32 q11, q\y, \b
	vmla.f32 q12, q\x, \c
	vmla.f32 q13, q\y, \c
	vmla.f32 q14, q\x, \d
	vmla.f32 q15, q\y, \d
	.endm

	.macro mac1 x, y, a
	vmla.f32 q8, q\x, \a
	vmla.f32 q9, q\y, \a
	.endm

	.p2align 4
gemmRows:
	ldr  r12, [r0, #N]
1:	block
	subs r11, r11, #4
	blt  6f
2:	ldr  r4, [r0, #AI]
	start
	add  r2, r1, r4
	add  r3, r2, r4
	add  r4, r3, r4
	load4
	subs r7, r7, #4
	blt  4f
3:	vld1.32 {d8-d11}, [r5], r6
	vld1.32 {q0}, [r1]!
	vld1.32 {q1}, [r2]!
	vld1.32 {q2}, [r3]!
	vld1.32 {q3}, [r4]!
	vld1.32 {d12-d15}, [r5], r6
	mac  4, 5, d0[0], d2[0], d4[0], d6[0]
	vld1.32 {d8-d11}, [r5], r6
	mac  6, 7, d0[1], d2[1], d4[1], d6[1]
	vld1.32 {d12-d15}, [r5], r6
	mac  4, 5, d1[0], d3[0], d5[0], d7[0]
	mac  6, 7, d1[1], d3[1], d5[1], d7[1]
	subs r7, r7, #4
	bge  3b
4:	adds r7, r7, #4
	beq  5f
9:	vld1.32 {d8-d11}, [r5], r6
	vld1.32 {d0[0]}, [r1]!
	vld1.32 {d2[0]}, [r2]!
	vld1.32 {d4[0]}, [r3]!
	vld1.32 {d6[0]}, [r4]!
	mac  4, 5, d0[0], d2[0], d4[0], d6[0]
	subs r7, r7, #1
	bgt  9b
5:	store4
	ldr  r5, [r0, #K]
	ldr  r7, [r0, #AI]
	sub  r4, r4, r5, lsl #2
	add  r1, r4, r7
	subs r11, r11, #4
	bge  2b
6:	adds r11, r11, #4
	beq  8f
7:	start
	mov  r2, r1
	vld1.32 {d16-d19}, [r8]
	subs r7, r7, #4
	blt  11f
10:	vld1.32 {q0}, [r2]!
	vld1.32 {d8-d11}, [r5], r6
	vld1.32 {d12-d15}, [r5], r6
	mac1 4, 5, d0[0]
	vld1.32 {d8-d11}, [r5], r6
	mac1 6, 7, d0[1]
	vld1.32 {d12-d15}, [r5], r6
	mac1 4, 5, d1[0]
	mac1 6, 7, d1[1]
	subs r7, r7, #4
	bge  10b
11:	adds r7, r7, #4
	beq  13f
12:	vld1.32 {d8-d11}, [r5], r6
	vld1.32 {d0[0]}, [r2]!
	mac1 4, 5, d0[0]
	subs r7, r7, #1
	bgt  12b
13:	vst1.32 {d16-d19}, [r8], r9
	ldr  r5, [r0, #AI]
	add  r1, r1, r5
	subs r11, r11, #1
	bgt  7b
8:	subs r12, r12, #8
	bgt  1b
	bx   lr

	.p2align 4
gemmColumns:
	ldr  r12, [r0, #N]
	ldr  r2, [r0, #AP]
1:	block
	subs r11, r11, #4
	blt  6f
2:	start
	mov  r3, r1
	load4
	subs r7, r7, #2
	blt  4f
3:	vld1.32 {q0}, [r3], r2
	vld1.32 {d8-d11}, [r5], r6
	vld1.32 {q1}, [r3], r2
	vld1.32 {d12-d15}, [r5], r6
	mac  4, 5, d0[0], d0[1], d1[0], d1[1]
	mac  6, 7, d2[0], d2[1], d3[0], d3[1]
	subs r7, r7, #2
	bge  3b
4:	adds r7, r7, #2
	beq  5f
	vld1.32 {q0}, [r3]
	vld1.32 {d8-d11}, [r5]
	mac  4, 5, d0[0], d0[1], d1[0], d1[1]
5:	store4
	add  r1, r1, #16
	subs r11, r11, #4
	bge  2b
6:	adds r11, r11, #4
	beq  8f
7:	start
	mov  r3, r1
	vld1.32 {d16-d19}, [r8]
9:	vld1.32 {d0[0]}, [r3], r2
	vld1.32 {d8-d11}, [r5], r6
	mac1 4, 5, d0[0]
	subs r7, r7, #1
	bgt  9b
	vst1.32 {d16-d19}, [r8], r9
	add  r1, r1, #4
	subs r11, r11, #1
	bgt  7b
8:	subs r12, r12, #8
	bgt  1b
	bx   lr
