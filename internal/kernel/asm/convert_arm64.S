// func widenASM(dst *float32, src *F16, n int)
// func narrowASM(dst *F16, src *float32, n int)
//
// n is a multiple of 8 and positive.
//
// Registers: x0 dst, x1 src, x2 elements left.

	.arch armv8-a

	.p2align 4
widenASM:
1:	ldr  q0, [x1], #16
	fcvtl  v1.4s, v0.4h
	fcvtl2 v2.4s, v0.8h
	stp  q1, q2, [x0], #32
	subs x2, x2, #8
	b.gt 1b
	ret

// A NaN is replaced by v31, of which FCVTN makes 0x7e00.
	.p2align 4
narrowASM:
	mov  w9, #0x7fc00000
	dup  v31.4s, w9
1:	ldp  q0, q1, [x1], #32
	fcmeq v2.4s, v0.4s, v0.4s
	fcmeq v3.4s, v1.4s, v1.4s
	bif  v0.16b, v31.16b, v2.16b
	bif  v1.16b, v31.16b, v3.16b
	fcvtn  v0.4h, v0.4s
	fcvtn2 v0.8h, v1.4s
	str  q0, [x0], #16
	subs x2, x2, #8
	b.gt 1b
	ret
