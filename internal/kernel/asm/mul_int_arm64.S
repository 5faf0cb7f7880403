// Matrix products of the backward pass, 16 bits times 8, on any arm64.
//
//	func mulRowsInt8ASM(acc *int32, as int, h *int16, hs int, w *int8, ws, rows, outs, n int)
//	func mulColumnsInt8ASM(acc *int32, as int, h *int16, hs int, x *int8, xs, rows, outs, n int)
//
//	rows:    for r < rows, i < n: acc[r·as+i] += Σ_{o<outs} h[r·hs+o]·w[o·ws+i]
//	columns: for o < outs, i < n: acc[o·as+i] += Σ_{r<rows} h[r·hs+o]·x[r·xs+i]
//
// Strides are in bytes, n and the first one's outs are positive multiples of 8, the
// second one's outs of 4; rows are positive. A tile is 4 × 8.
//
// Registers: x0 tile of acc, x2 and x4 first factors, x5 stride of the second; x9 column of
// acc, x10 of the second factor, x11 columns left, x12–x15 rows of acc, x16, x17, x19,
// x20 rows of h, x21 the second factor, x22 products left; v16–v23 sums.

	.arch armv8-a

	// rows of acc and of h; where fewer than four are left, the last again
	.macro rows
	mov   x12, x9
	mov   x16, x2
	cmp   x6, #2
	add   x13, x12, x1
	add   x17, x16, x3
	csel  x13, x13, x12, ge
	csel  x17, x17, x16, ge
	cmp   x6, #3
	add   x14, x13, x1
	add   x19, x17, x3
	csel  x14, x14, x13, ge
	csel  x19, x19, x17, ge
	cmp   x6, #4
	add   x15, x14, x1
	add   x20, x19, x3
	csel  x15, x15, x14, ge
	csel  x20, x20, x19, ge
	.endm

	.macro outputs
	mov   x12, x9
	add   x13, x12, x1
	add   x14, x13, x1
	add   x15, x14, x1
	.endm

	.macro load
	ldp   q16, q17, [x12]
	ldp   q18, q19, [x13]
	ldp   q20, q21, [x14]
	ldp   q22, q23, [x15]
	.endm

	.macro store
	stp   q16, q17, [x12]
	stp   q18, q19, [x13]
	stp   q20, q21, [x14]
	stp   q22, q23, [x15]
	add   x9, x9, #32
	add   x10, x10, #8
	subs  x11, x11, #8
	.endm

	.macro one i
	ldr   d4, [x21]
	add   x21, x21, x5
	sxtl  v4.8h, v4.8b
	smlal  v16.4s, v4.4h, v0.h[\i]
	smlal2 v17.4s, v4.8h, v0.h[\i]
	smlal  v18.4s, v4.4h, v1.h[\i]
	smlal2 v19.4s, v4.8h, v1.h[\i]
	smlal  v20.4s, v4.4h, v2.h[\i]
	smlal2 v21.4s, v4.8h, v2.h[\i]
	smlal  v22.4s, v4.4h, v3.h[\i]
	smlal2 v23.4s, v4.8h, v3.h[\i]
	.endm

	.p2align 4
mulRowsInt8ASM:
1:	mov   x9, x0
	mov   x10, x4
	mov   x11, x8
2:	rows
	load
	mov   x21, x10
	mov   x22, x7
3:	ldr   q0, [x16], #16
	ldr   q1, [x17], #16
	ldr   q2, [x19], #16
	ldr   q3, [x20], #16
	one   0
	one   1
	one   2
	one   3
	one   4
	one   5
	one   6
	one   7
	subs  x22, x22, #8
	b.gt  3b
	store
	b.gt  2b
	add   x0, x0, x1, lsl #2
	add   x2, x2, x3, lsl #2
	subs  x6, x6, #4
	b.gt  1b
	ret

	.p2align 4
mulColumnsInt8ASM:
1:	mov   x9, x0
	mov   x10, x4
	mov   x11, x8
2:	outputs
	load
	mov   x16, x2
	mov   x21, x10
	mov   x22, x6
3:	ld1   {v0.4h}, [x16], x3
	ld1   {v4.8b}, [x21], x5
	sxtl  v4.8h, v4.8b
	smlal  v16.4s, v4.4h, v0.h[0]
	smlal2 v17.4s, v4.8h, v0.h[0]
	smlal  v18.4s, v4.4h, v0.h[1]
	smlal2 v19.4s, v4.8h, v0.h[1]
	smlal  v20.4s, v4.4h, v0.h[2]
	smlal2 v21.4s, v4.8h, v0.h[2]
	smlal  v22.4s, v4.4h, v0.h[3]
	smlal2 v23.4s, v4.8h, v0.h[3]
	subs  x22, x22, #1
	b.gt  3b
	store
	b.gt  2b
	add   x0, x0, x1, lsl #2
	add   x2, x2, #8
	subs  x7, x7, #4
	b.gt  1b
	ret
