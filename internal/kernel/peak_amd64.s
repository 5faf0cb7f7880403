//go:build !purego && !float64

#include "textflag.h"

#define FUSED(y) VFMADD231PS Y12, Y12, y

// func peakASM(rounds int)
//
//	for each round: twelve independent fused products of eight lanes, of zeros
TEXT ·peakASM(SB), NOSPLIT, $0-8
	MOVQ rounds+0(FP), CX
	VZEROALL

loop:
	FUSED(Y0)
	FUSED(Y1)
	FUSED(Y2)
	FUSED(Y3)
	FUSED(Y4)
	FUSED(Y5)
	FUSED(Y6)
	FUSED(Y7)
	FUSED(Y8)
	FUSED(Y9)
	FUSED(Y10)
	FUSED(Y11)
	DECQ CX
	JNZ  loop
	VZEROUPPER
	RET
