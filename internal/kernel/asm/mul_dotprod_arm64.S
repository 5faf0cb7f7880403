// mulRowsInt8ASM and mulColumnsInt8ASM (see mul_int_arm64.S) where the processor has the
// dot product of four bytes: h = 256·hi + lo, two products of bytes.
//
//	func mulRowsInt8Dot(acc *int32, as int, h *int16, hs int, w *int8, ws, rows, outs, n int, planes *mulPlanes)
//	func mulColumnsInt8Dot(acc *int32, as int, h *int16, hs int, x *int8, xs, rows, outs, n int, planes *mulPlanes)
//
// Here rows of the second is a multiple of 4 too. |h| is at most 32639. The bytes of four
// rows, or of four columns, of h are laid out in planes, which all columns of acc read:
// there are 128 products at most.
//
// Registers as there, but v16–v23 are the sums of lo, v8–v15 those of hi; v24–v27 four
// rows of the second factor, byte by byte; x23 planes, x24 a place in them; v4 lo, or lo
// and hi, v5 hi.

	.arch armv8.2-a+dotprod

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

	.macro clear
	movi  v8.4s, #0
	movi  v9.4s, #0
	movi  v10.4s, #0
	movi  v11.4s, #0
	movi  v12.4s, #0
	movi  v13.4s, #0
	movi  v14.4s, #0
	movi  v15.4s, #0
	ldp   q16, q17, [x12]
	ldp   q18, q19, [x13]
	ldp   q20, q21, [x14]
	ldp   q22, q23, [x15]
	.endm

	.macro add256 sum, hi
	shl   v\hi\().4s, v\hi\().4s, #8
	add   v\sum\().4s, v\sum\().4s, v\hi\().4s
	.endm

	.macro store
	add256 16, 8
	add256 17, 9
	add256 18, 10
	add256 19, 11
	add256 20, 12
	add256 21, 13
	add256 22, 14
	add256 23, 15
	stp   q16, q17, [x12]
	stp   q18, q19, [x13]
	stp   q20, q21, [x14]
	stp   q22, q23, [x15]
	add   x9, x9, #32
	add   x10, x10, #8
	subs  x11, x11, #8
	.endm

	// four rows of 8 bytes at x21: columns 0 to 3 in \a, 4 to 7 in \b
	.macro four a, b
	ld1   {v28.8b}, [x21], x5
	ld1   {v29.8b}, [x21], x5
	ld1   {v30.8b}, [x21], x5
	ld1   {v31.8b}, [x21], x5
	zip1  v28.16b, v28.16b, v30.16b
	zip1  v29.16b, v29.16b, v31.16b
	zip1  v\a\().16b, v28.16b, v29.16b
	zip2  v\b\().16b, v28.16b, v29.16b
	.endm

	// the bytes of eight numbers of one row of h
	.macro plane h
	ldr   q0, [\h], #16
	xtn   v4.8b, v0.8h
	rshrn v5.8b, v0.8h, #8
	stp   d4, d5, [x24]
	add   x24, x24, #16
	.endm

	// eight products of one row of h
	.macro eight at, lo0, lo1, hi0, hi1
	ldr   q4, [x24, #\at]
	sdot  v\lo0\().4s, v24.16b, v4.4b[0]
	sdot  v\lo1\().4s, v25.16b, v4.4b[0]
	sdot  v\hi0\().4s, v24.16b, v4.4b[2]
	sdot  v\hi1\().4s, v25.16b, v4.4b[2]
	sdot  v\lo0\().4s, v26.16b, v4.4b[1]
	sdot  v\lo1\().4s, v27.16b, v4.4b[1]
	sdot  v\hi0\().4s, v26.16b, v4.4b[3]
	sdot  v\hi1\().4s, v27.16b, v4.4b[3]
	.endm

	.p2align 4
mulRowsInt8Dot:
	mov   x23, x9
1:	mov   x9, x0
	mov   x10, x4
	mov   x11, x8
	rows
	mov   x24, x23
	mov   x22, x7
4:	plane x16
	plane x17
	plane x19
	plane x20
	subs  x22, x22, #8
	b.gt  4b
2:	rows
	clear
	mov   x21, x10
	mov   x22, x7
	mov   x24, x23
3:	four  24, 25
	four  26, 27
	eight 0, 16, 17, 8, 9
	eight 16, 18, 19, 10, 11
	eight 32, 20, 21, 12, 13
	eight 48, 22, 23, 14, 15
	add   x24, x24, #64
	subs  x22, x22, #8
	b.gt  3b
	store
	b.gt  2b
	add   x0, x0, x1, lsl #2
	add   x2, x2, x3, lsl #2
	subs  x6, x6, #4
	b.gt  1b
	ret

	// four products of output \i
	.macro output i, lo0, lo1, hi0, hi1
	sdot  v\lo0\().4s, v24.16b, v4.4b[\i]
	sdot  v\lo1\().4s, v25.16b, v4.4b[\i]
	sdot  v\hi0\().4s, v24.16b, v5.4b[\i]
	sdot  v\hi1\().4s, v25.16b, v5.4b[\i]
	.endm

	.p2align 4
mulColumnsInt8Dot:
	mov   x23, x9
1:	mov   x9, x0
	mov   x10, x4
	mov   x11, x8
	mov   x16, x2
	mov   x24, x23
	mov   x22, x6
4:	ld1   {v0.4h}, [x16], x3
	ld1   {v1.4h}, [x16], x3
	ld1   {v2.4h}, [x16], x3
	ld1   {v3.4h}, [x16], x3
	zip1  v0.8h, v0.8h, v1.8h
	zip1  v2.8h, v2.8h, v3.8h
	zip1  v1.4s, v0.4s, v2.4s
	zip2  v2.4s, v0.4s, v2.4s
	uzp1  v4.16b, v1.16b, v2.16b
	rshrn  v5.8b, v1.8h, #8
	rshrn2 v5.16b, v2.8h, #8
	stp   q4, q5, [x24]
	add   x24, x24, #32
	subs  x22, x22, #4
	b.gt  4b
2:	outputs
	clear
	mov   x21, x10
	mov   x22, x6
	mov   x24, x23
3:	four  24, 25
	ldp   q4, q5, [x24]
	add   x24, x24, #32
	output 0, 16, 17, 8, 9
	output 1, 18, 19, 10, 11
	output 2, 20, 21, 12, 13
	output 3, 22, 23, 14, 15
	subs  x22, x22, #4
	b.gt  3b
	store
	b.gt  2b
	add   x0, x0, x1, lsl #2
	add   x2, x2, #8
	subs  x7, x7, #4
	b.gt  1b
	ret
