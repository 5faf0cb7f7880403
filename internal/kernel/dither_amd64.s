//go:build !purego && !float64

#include "textflag.h"

// VEC8 is a constant of eight 32-bit numbers, given as a pair of the same two.
#define VEC8(name, pair) \
	DATA  name<>+0(SB)/8, $pair; \
	DATA  name<>+8(SB)/8, $pair; \
	DATA  name<>+16(SB)/8, $pair; \
	DATA  name<>+24(SB)/8, $pair; \
	GLOBL name<>(SB), RODATA|NOPTR, $32

VEC8(mix1, 0x85ebca6b85ebca6b)      // the factors of fixedpoint.Mix
VEC8(mix2, 0xc2b2ae35c2b2ae35)
VEC8(eight, 0xf1bbcd88f1bbcd88)     // 8 * golden, the step of fixedpoint.Rand
VEC8(magnitude, 0x7fffffff7fffffff)
VEC8(fraction, 0x007fffff007fffff)
VEC8(hidden, 0x0080000000800000)    // the leading bit that is not stored
VEC8(inf, 0x7f8000007f800000)
VEC8(max16, 0x477fe000477fe000)     // 65504
VEC8(below16, 0x387fffff387fffff)   // the last before 2^-14, the smallest normal float16
VEC8(rebias, 0x3800000038000000)    // 112 << 23
VEC8(nan16, 0x00007e0000007e00)
VEC8(n126, 0x0000007e0000007e)
VEC8(n13, 0x0000000d0000000d)
VEC8(n31, 0x0000001f0000001f)
VEC8(n32, 0x0000002000000020)

// i * golden for i < 8
DATA iota<>+0(SB)/4, $0x00000000
DATA iota<>+4(SB)/4, $0x9e3779b1
DATA iota<>+8(SB)/4, $0x3c6ef362
DATA iota<>+12(SB)/4, $0xdaa66d13
DATA iota<>+16(SB)/4, $0x78dde6c4
DATA iota<>+20(SB)/4, $0x17156075
DATA iota<>+24(SB)/4, $0xb54cda26
DATA iota<>+28(SB)/4, $0x538453d7
GLOBL iota<>(SB), RODATA|NOPTR, $32

// func stepF16DitherASM(w *F16, s, grad *float32, n int, start uint32)
//
// n is a multiple of 8 and positive; start = at*golden + key.
//
//	for 8 at a time, i = 0, 1, …:
//		r = Mix(start + i*golden); v = w - s*grad
//		b = min(|v|, 65504); t = clamp(126 - exponent of b, 13, 31)
//		m = b normal in float16 ? b - rebias : fraction with the hidden bit
//		w = sign | (m + r>>(32-t)) >> t, where a shift beyond 31 is done first; NaN: 0x7e00
//
// Registers: DI w, SI s, BX grad, AX counter, CX n; Y15 start + i*golden, Y14 fraction,
// Y13 hidden, Y12 mix1, Y11 mix2, Y10 126, Y9 31, Y8 32.
TEXT ·stepF16DitherASM(SB), NOSPLIT, $0-36
	MOVQ         w+0(FP), DI
	MOVQ         s+8(FP), SI
	MOVQ         grad+16(FP), BX
	MOVQ         n+24(FP), CX
	MOVL         start+32(FP), AX
	VMOVD        AX, X15
	VPBROADCASTD X15, Y15
	VPADDD       iota<>(SB), Y15, Y15
	VMOVDQU      fraction<>(SB), Y14
	VMOVDQU      hidden<>(SB), Y13
	VMOVDQU      mix1<>(SB), Y12
	VMOVDQU      mix2<>(SB), Y11
	VMOVDQU      n126<>(SB), Y10
	VMOVDQU      n31<>(SB), Y9
	VMOVDQU      n32<>(SB), Y8
	XORL         AX, AX

loop:
	// Y0 = r
	VPSRLD  $16, Y15, Y0
	VPXOR   Y15, Y0, Y0
	VPMULLD Y12, Y0, Y0
	VPSRLD  $13, Y0, Y1
	VPXOR   Y1, Y0, Y0
	VPMULLD Y11, Y0, Y0
	VPSRLD  $16, Y0, Y1
	VPXOR   Y1, Y0, Y0
	VPADDD  eight<>(SB), Y15, Y15

	// Y1 = v, Y2 = b, Y3 = sign, Y4 = NaN
	VMOVUPS   (SI)(AX*4), Y2
	VMULPS    (BX)(AX*4), Y2, Y2
	VCVTPH2PS (DI)(AX*2), Y1
	VSUBPS    Y2, Y1, Y1
	VPAND     magnitude<>(SB), Y1, Y2
	VPXOR     Y2, Y1, Y3
	VPCMPGTD  inf<>(SB), Y2, Y4
	VPMINSD   max16<>(SB), Y2, Y2

	// Y5 = 126 - exponent, at least 13; Y6 = t
	VPSRLD  $23, Y2, Y5
	VPSUBD  Y5, Y10, Y5
	VPMAXSD n13<>(SB), Y5, Y5
	VPMINSD Y9, Y5, Y6

	// Y1 = m
	VPAND     Y14, Y2, Y1
	VPOR      Y13, Y1, Y1
	VPSUBD    Y6, Y5, Y5
	VPSRLVD   Y5, Y1, Y1
	VPSUBD    rebias<>(SB), Y2, Y7
	VPCMPGTD  below16<>(SB), Y2, Y5
	VPBLENDVB Y5, Y7, Y1, Y1

	// Y1 = sign | (m + r>>(32-t)) >> t
	VPSUBD    Y6, Y8, Y5
	VPSRLVD   Y5, Y0, Y0
	VPADDD    Y0, Y1, Y1
	VPSRLVD   Y6, Y1, Y1
	VPSRLD    $16, Y3, Y3
	VPOR      Y3, Y1, Y1
	VMOVDQU   nan16<>(SB), Y5
	VPBLENDVB Y4, Y5, Y1, Y1

	VEXTRACTI128 $1, Y1, X2
	VPACKUSDW    X2, X1, X1
	VMOVDQU      X1, (DI)(AX*2)
	ADDQ         $8, AX
	CMPQ         AX, CX
	JLT          loop
	VZEROUPPER
	RET
