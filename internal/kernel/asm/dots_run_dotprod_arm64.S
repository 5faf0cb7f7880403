// Sums of a run of outputs of a convolution, see dots_run.go.
//
//	func dotsRunInt8Dot(sums *int32, x, w *int8, r *DotsRun, rows int)
//
//	for p < rows, o < Outs: sums[p·Outs+o] += Σ_t Σ_i x[p·Step+t·Row+i]·w[(o·Taps+t)·Len+i]
//
// Outs is a multiple of 4, Len at least 16. Tiles are 4 outputs × 4 channels; where fewer
// outputs are left, the last again. Of the end of a row of taps the last 16 are read, with
// those seen before made 0.
//
// Registers: x4 rows left, x5 channels left, x6 rows of taps left, x7 Len left; x8 Step,
// x9 from the end of a row of taps to the next, x10 a row of w; x11 sums, x12–x15 outputs,
// x16, x17, x19, x20 channels, x21–x24 outputs of the tap; v16–v31 sums, v8 the mask.

	.arch armv8.2-a+dotprod

	.macro four x, a, b, c, d
	sdot  v\a\().4s, v\x\().16b, v4.16b
	sdot  v\b\().4s, v\x\().16b, v5.16b
	sdot  v\c\().4s, v\x\().16b, v6.16b
	sdot  v\d\().4s, v\x\().16b, v7.16b
	.endm

	.macro products
	four  0, 16, 17, 18, 19
	four  1, 20, 21, 22, 23
	four  2, 24, 25, 26, 27
	four  3, 28, 29, 30, 31
	.endm

	.macro total a, b, c, d
	addp  v\a\().4s, v\a\().4s, v\b\().4s
	addp  v\c\().4s, v\c\().4s, v\d\().4s
	addp  v\a\().4s, v\a\().4s, v\c\().4s
	.endm

	.p2align 4
dotsRunInt8Dot:
	ldr   x8, [x3, #32]
	ldr   x7, [x3, #24]
	ldr   x6, [x3, #16]
	mul   x10, x6, x7
	movz  x9, #0x0100
	movk  x9, #0x0302, lsl #16
	movk  x9, #0x0504, lsl #32
	movk  x9, #0x0706, lsl #48
	fmov  d8, x9
	movi  v9.16b, #8
	add   v9.16b, v9.16b, v8.16b
	mov   v8.d[1], v9.d[0]
	and   x9, x7, #15
	mov   x11, #16
	sub   x9, x11, x9
	dup   v9.16b, w9
	cmhs  v8.16b, v8.16b, v9.16b
1:	mov   x12, x1               // four outputs
	cmp   x4, #2
	add   x13, x12, x8
	csel  x13, x13, x12, ge
	cmp   x4, #3
	add   x14, x13, x8
	csel  x14, x14, x13, ge
	cmp   x4, #4
	add   x15, x14, x8
	csel  x15, x15, x14, ge
	ldr   x5, [x3, #8]
	mov   x11, x0
	mov   x16, x2
2:	add   x17, x16, x10         // four channels
	add   x19, x17, x10
	add   x20, x19, x10
	movi  v16.4s, #0
	movi  v17.4s, #0
	movi  v18.4s, #0
	movi  v19.4s, #0
	movi  v20.4s, #0
	movi  v21.4s, #0
	movi  v22.4s, #0
	movi  v23.4s, #0
	movi  v24.4s, #0
	movi  v25.4s, #0
	movi  v26.4s, #0
	movi  v27.4s, #0
	movi  v28.4s, #0
	movi  v29.4s, #0
	movi  v30.4s, #0
	movi  v31.4s, #0
	mov   x21, x12
	mov   x22, x13
	mov   x23, x14
	mov   x24, x15
	ldr   x6, [x3, #16]
3:	ldr   x7, [x3, #24]
	ldr   x9, [x3, #40]
	sub   x9, x9, x7
	subs  x7, x7, #16
4:	ldr   q0, [x21], #16
	ldr   q4, [x16], #16
	ldr   q5, [x17], #16
	ldr   q6, [x19], #16
	ldr   q7, [x20], #16
	ldr   q1, [x22], #16
	ldr   q2, [x23], #16
	ldr   q3, [x24], #16
	products
	subs  x7, x7, #16
	b.ge  4b
	adds  x7, x7, #16
	b.eq  5f
	add   x21, x21, x7
	add   x22, x22, x7
	add   x23, x23, x7
	add   x24, x24, x7
	add   x16, x16, x7
	add   x17, x17, x7
	add   x19, x19, x7
	add   x20, x20, x7
	ldur  q0, [x21, #-16]
	ldur  q1, [x22, #-16]
	ldur  q2, [x23, #-16]
	ldur  q3, [x24, #-16]
	ldur  q4, [x16, #-16]
	ldur  q5, [x17, #-16]
	ldur  q6, [x19, #-16]
	ldur  q7, [x20, #-16]
	and   v0.16b, v0.16b, v8.16b
	and   v1.16b, v1.16b, v8.16b
	and   v2.16b, v2.16b, v8.16b
	and   v3.16b, v3.16b, v8.16b
	products
5:	add   x21, x21, x9
	add   x22, x22, x9
	add   x23, x23, x9
	add   x24, x24, x9
	subs  x6, x6, #1
	b.gt  3b
	total 16, 17, 18, 19
	total 20, 21, 22, 23
	total 24, 25, 26, 27
	total 28, 29, 30, 31
	ldr   x9, [x3, #8]
	lsl   x9, x9, #2
	mov   x21, x11
	cmp   x4, #2
	add   x22, x21, x9
	csel  x22, x22, x21, ge
	cmp   x4, #3
	add   x23, x22, x9
	csel  x23, x23, x22, ge
	cmp   x4, #4
	add   x24, x23, x9
	csel  x24, x24, x23, ge
	ldr   q0, [x21]
	ldr   q1, [x22]
	ldr   q2, [x23]
	ldr   q3, [x24]
	add   v16.4s, v16.4s, v0.4s
	add   v20.4s, v20.4s, v1.4s
	add   v24.4s, v24.4s, v2.4s
	add   v28.4s, v28.4s, v3.4s
	str   q16, [x21]
	str   q20, [x22]
	str   q24, [x23]
	str   q28, [x24]
	add   x11, x11, #16
	mov   x16, x20              // the end of the four is the next row
	subs  x5, x5, #4
	b.gt  2b
	add   x0, x0, x9, lsl #2
	add   x1, x1, x8, lsl #2
	subs  x4, x4, #4
	b.gt  1b
	ret
