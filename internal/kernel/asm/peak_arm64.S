// func peakASM(rounds int)
//
//	for each round: twelve independent fused products of four lanes, of zeros
//
// Registers: x0 rounds left, v0–v11 sums, v12 the factors.

	.arch armv8-a
	.altmacro

	.p2align 4
peakASM:
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
	movi v\i\().4s, #0
	.endr
	.p2align 4
1:
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	fmla v\i\().4s, v12.4s, v12.4s
	.endr
	subs x0, x0, #1
	b.gt 1b
	ret
