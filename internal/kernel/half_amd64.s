//go:build !purego && !float64

#include "textflag.h"

// The loops on the bits of float16: n is a multiple of 8 and positive, 16 at a time.
//
//	DI first argument    SI the second    CX elements left    Y15, X15 max, Y14 0

#define BROADCAST \
	VMOVD        AX, X15; \
	VPBROADCASTW X15, Y15; \
	VPXOR        Y14, Y14, Y14; \
	SUBQ         $16, CX; \
	JLT          tail

// func reluF16ASM(y *F16, max uint32, n int)
//
//	y = max(y, 0); y = y > max and y <= Inf ? max : y
TEXT ·reluF16ASM(SB), NOSPLIT, $0-24
	MOVQ         y+0(FP), DI
	MOVL         $0x7c00, AX
	VMOVD        AX, X13
	VPBROADCASTW X13, Y13
	MOVL         max+8(FP), AX
	MOVQ         n+16(FP), CX
	BROADCAST

loop:
	VPMAXSW   (DI), Y14, Y0
	VPCMPGTW  Y15, Y0, Y1 // y > max
	VPCMPGTW  Y13, Y0, Y2 // y > Inf
	VPANDN    Y1, Y2, Y1
	VPBLENDVB Y1, Y15, Y0, Y0
	VMOVDQU   Y0, (DI)
	ADDQ      $32, DI
	SUBQ      $16, CX
	JGE       loop

tail:
	ADDQ      $8, CX
	JLT       done
	VPMAXSW   (DI), X14, X0
	VPCMPGTW  X15, X0, X1
	VPCMPGTW  X13, X0, X2
	VPANDN    X1, X2, X1
	VPBLENDVB X1, X15, X0, X0
	VMOVDQU   X0, (DI)

done:
	VZEROUPPER
	RET

// func reluGradF16ASM(dy, y *F16, max uint32, n int): dy = 0 < y < max ? dy : 0
TEXT ·reluGradF16ASM(SB), NOSPLIT, $0-32
	MOVQ dy+0(FP), DI
	MOVQ y+8(FP), SI
	MOVL max+16(FP), AX
	MOVQ n+24(FP), CX
	BROADCAST

loop:
	VMOVDQU  (SI), Y0
	VPCMPGTW Y14, Y0, Y1  // y > 0
	VPCMPGTW Y0, Y15, Y2  // max > y
	VPAND    Y2, Y1, Y1
	VPAND    (DI), Y1, Y1
	VMOVDQU  Y1, (DI)
	ADDQ     $32, DI
	ADDQ     $32, SI
	SUBQ     $16, CX
	JGE      loop

tail:
	ADDQ     $8, CX
	JLT      done
	VMOVDQU  (SI), X0
	VPCMPGTW X14, X0, X1
	VPCMPGTW X0, X15, X2
	VPAND    X2, X1, X1
	VPAND    (DI), X1, X1
	VMOVDQU  X1, (DI)

done:
	VZEROUPPER
	RET

// func peakF16ASM(peak, x *F16, n int): peak = max(peak, x), the sign of x left out
TEXT ·peakF16ASM(SB), NOSPLIT, $0-24
	MOVQ peak+0(FP), SI
	MOVQ x+8(FP), DI
	MOVQ n+16(FP), CX
	MOVL $0x7fff, AX
	BROADCAST

loop:
	VPAND   (DI), Y15, Y0
	VPMAXSW Y0, Y14, Y14
	ADDQ    $32, DI
	SUBQ    $16, CX
	JGE     loop

tail:
	VEXTRACTI128 $1, Y14, X1
	ADDQ         $8, CX
	JLT          done
	VPAND        (DI), X15, X0
	VPMAXSW      X0, X14, X14

done:
	VPMAXSW X1, X14, X14
	VPSRLDQ $8, X14, X1
	VPMAXSW X1, X14, X14
	VPSRLDQ $4, X14, X1
	VPMAXSW X1, X14, X14
	VPSRLDQ $2, X14, X1
	VPMAXSW X1, X14, X14
	MOVWLZX (SI), AX
	VPINSRW $0, AX, X14, X1
	VPMAXSW X1, X14, X14
	VPEXTRW $0, X14, AX
	MOVW    AX, (SI)
	VZEROUPPER
	RET
