// func turnHalf(dst *F16, ds int, src *F16, ss, blocks int)
//
//	for each block of 8 rows and 8 columns of src:
//		dst[q][r] = src[r][q], the next block 8 rows further down in dst
//
// Registers: x0 dst, x1 bytes per row of dst, x2 src, x3 bytes per row of src, x4 blocks
// left, x5 row of src. v0–v7 rows, then columns; v16–v23 columns of two rows, every other
// one in each; v24–v27 columns of rows 0–3, v28–v31 of rows 4–7.

	.arch armv8-a

	.p2align 4
turnHalf:
1:	mov  x5, x2
	ld1  {v0.8h}, [x5], x3
	ld1  {v1.8h}, [x5], x3
	ld1  {v2.8h}, [x5], x3
	ld1  {v3.8h}, [x5], x3
	ld1  {v4.8h}, [x5], x3
	ld1  {v5.8h}, [x5], x3
	ld1  {v6.8h}, [x5], x3
	ld1  {v7.8h}, [x5]
	trn1 v16.8h, v0.8h, v1.8h
	trn2 v17.8h, v0.8h, v1.8h
	trn1 v18.8h, v2.8h, v3.8h
	trn2 v19.8h, v2.8h, v3.8h
	trn1 v20.8h, v4.8h, v5.8h
	trn2 v21.8h, v4.8h, v5.8h
	trn1 v22.8h, v6.8h, v7.8h
	trn2 v23.8h, v6.8h, v7.8h
	trn1 v24.4s, v16.4s, v18.4s
	trn1 v25.4s, v17.4s, v19.4s
	trn2 v26.4s, v16.4s, v18.4s
	trn2 v27.4s, v17.4s, v19.4s
	trn1 v28.4s, v20.4s, v22.4s
	trn1 v29.4s, v21.4s, v23.4s
	trn2 v30.4s, v20.4s, v22.4s
	trn2 v31.4s, v21.4s, v23.4s
	trn1 v0.2d, v24.2d, v28.2d
	trn1 v1.2d, v25.2d, v29.2d
	trn1 v2.2d, v26.2d, v30.2d
	trn1 v3.2d, v27.2d, v31.2d
	trn2 v4.2d, v24.2d, v28.2d
	trn2 v5.2d, v25.2d, v29.2d
	trn2 v6.2d, v26.2d, v30.2d
	trn2 v7.2d, v27.2d, v31.2d
	st1  {v0.8h}, [x0], x1
	st1  {v1.8h}, [x0], x1
	st1  {v2.8h}, [x0], x1
	st1  {v3.8h}, [x0], x1
	st1  {v4.8h}, [x0], x1
	st1  {v5.8h}, [x0], x1
	st1  {v6.8h}, [x0], x1
	st1  {v7.8h}, [x0], x1
	add  x2, x2, #16
	subs x4, x4, #1
	b.gt 1b
	ret
