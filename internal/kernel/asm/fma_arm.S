// Fused products of float32 on 32-bit Arm with VFPv4, one by one: unlike NEON, it keeps
// subnormal numbers.
//
//	func fmaRowASM(y, x *float32, a float32, n int)      y[i] += a·x[i]
//	func fmaASM(y, x, z *float32, n int)                 y[i] += x[i]·z[i]
//	func chainsASM(c, a, b *float32, stride, k int)
//
//	for j < 4: for p < k: c[j] += a[p]·b[j·stride+p]
//
// n is a positive multiple of 8, k is positive, stride is in bytes.
//
// Registers: r0 y or c, r1 x or a, r2 n, z or b, r3 n or stride, r4 k; r5, r6, r7 the
// other rows of b; s0 a, s16–s23 sums.

	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4

	.p2align 4
fmaRowASM:
1:	vldmia   r1!, {s8-s15}
	vldmia   r0, {s16-s23}
	vfma.f32 s16, s8, s0
	vfma.f32 s17, s9, s0
	vfma.f32 s18, s10, s0
	vfma.f32 s19, s11, s0
	vfma.f32 s20, s12, s0
	vfma.f32 s21, s13, s0
	vfma.f32 s22, s14, s0
	vfma.f32 s23, s15, s0
	vstmia   r0!, {s16-s23}
	subs     r2, r2, #8
	bgt      1b
	bx       lr

	.p2align 4
fmaASM:
1:	vldmia   r1!, {s0-s7}
	vldmia   r2!, {s8-s15}
	vldmia   r0, {s16-s23}
	vfma.f32 s16, s0, s8
	vfma.f32 s17, s1, s9
	vfma.f32 s18, s2, s10
	vfma.f32 s19, s3, s11
	vfma.f32 s20, s4, s12
	vfma.f32 s21, s5, s13
	vfma.f32 s22, s6, s14
	vfma.f32 s23, s7, s15
	vstmia   r0!, {s16-s23}
	subs     r3, r3, #8
	bgt      1b
	bx       lr

	.p2align 4
chainsASM:
	vldmia   r0, {s16-s19}
	add      r5, r2, r3
	add      r6, r5, r3
	add      r7, r6, r3
1:	vldmia   r1!, {s0}
	vldmia   r2!, {s1}
	vldmia   r5!, {s2}
	vldmia   r6!, {s3}
	vldmia   r7!, {s4}
	vfma.f32 s16, s0, s1
	vfma.f32 s17, s0, s2
	vfma.f32 s18, s0, s3
	vfma.f32 s19, s0, s4
	subs     r4, r4, #1
	bgt      1b
	vstmia   r0, {s16-s19}
	bx       lr
