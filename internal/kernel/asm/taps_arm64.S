// func fmaTapsASM(t *taps)
//
//	for 32 channels at a time, then 8:
//		for each row: load y; for each tap: y += x * w, fused; store y
//
// Registers:
//
//	x0 t, then the second half of w    x1 channels left
//	x2 rows    x13 rows left    x3 taps    x20 taps left
//	x4 y    x5 bytes to its next row        x11 y of the row    x14 its second half
//	x6 x    x7, x8 bytes to its next row, tap    x12 x of the row    x15, x16 x of the tap
//	x9 w    x10 bytes to its next tap       x17 w of the tap
//	v16–v23 y    v0–v7 x    v24–v31 w

	.arch armv8-a

	.p2align 4
fmaTapsASM:
	ldp  x1, x2, [x0]
	ldp  x3, x4, [x0, #16]
	ldp  x5, x6, [x0, #32]
	ldp  x7, x8, [x0, #48]
	ldp  x9, x10, [x0, #64]
	subs x1, x1, #32
	b.lt 4f
1:	mov  x11, x4
	mov  x12, x6
	mov  x13, x2
2:	add  x14, x11, #64
	ld1  {v16.4s, v17.4s, v18.4s, v19.4s}, [x11]
	ld1  {v20.4s, v21.4s, v22.4s, v23.4s}, [x14]
	mov  x15, x12
	add  x16, x12, #64
	mov  x17, x9
	add  x0, x9, #64
	mov  x20, x3
	.p2align 4
3:	ld1  {v0.4s, v1.4s, v2.4s, v3.4s}, [x15], x8
	ld1  {v24.4s, v25.4s, v26.4s, v27.4s}, [x17], x10
	ld1  {v4.4s, v5.4s, v6.4s, v7.4s}, [x16], x8
	ld1  {v28.4s, v29.4s, v30.4s, v31.4s}, [x0], x10
	fmla v16.4s, v0.4s, v24.4s
	fmla v17.4s, v1.4s, v25.4s
	fmla v18.4s, v2.4s, v26.4s
	fmla v19.4s, v3.4s, v27.4s
	fmla v20.4s, v4.4s, v28.4s
	fmla v21.4s, v5.4s, v29.4s
	fmla v22.4s, v6.4s, v30.4s
	fmla v23.4s, v7.4s, v31.4s
	subs x20, x20, #1
	b.gt 3b
	st1  {v16.4s, v17.4s, v18.4s, v19.4s}, [x11]
	st1  {v20.4s, v21.4s, v22.4s, v23.4s}, [x14]
	add  x11, x11, x5
	add  x12, x12, x7
	subs x13, x13, #1
	b.gt 2b
	add  x4, x4, #128
	add  x6, x6, #128
	add  x9, x9, #128
	subs x1, x1, #32
	b.ge 1b
4:	adds x1, x1, #32
	b.eq 8f
5:	mov  x11, x4
	mov  x12, x6
	mov  x13, x2
6:	ldp  q16, q17, [x11]
	mov  x15, x12
	mov  x17, x9
	mov  x20, x3
7:	ld1  {v0.4s, v1.4s}, [x15], x8
	ld1  {v24.4s, v25.4s}, [x17], x10
	fmla v16.4s, v0.4s, v24.4s
	fmla v17.4s, v1.4s, v25.4s
	subs x20, x20, #1
	b.gt 7b
	stp  q16, q17, [x11]
	add  x11, x11, x5
	add  x12, x12, x7
	subs x13, x13, #1
	b.gt 6b
	add  x4, x4, #32
	add  x6, x6, #32
	add  x9, x9, #32
	subs x1, x1, #8
	b.gt 5b
8:	ret
