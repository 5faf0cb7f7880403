//go:build !purego && !float64

#include "textflag.h"
#include "funcdata.h"

// The frames hold scratch, 69632 bytes, and the arguments of a call.

// func onScratch32(p *product[float32])
TEXT ·onScratch32(SB), 0, $69664-8
	NO_LOCAL_POINTERS
	MOVD p+0(FP), R0
	MOVD $memory-69632(SP), R1
	MOVD R1, 8(RSP)
	MOVD R0, 16(RSP)
	CALL ·blocked32(SB)
	RET

// func onScratch16(p *product[F16])
TEXT ·onScratch16(SB), 0, $69664-8
	NO_LOCAL_POINTERS
	MOVD p+0(FP), R0
	MOVD $memory-69632(SP), R1
	MOVD R1, 8(RSP)
	MOVD R0, 16(RSP)
	CALL ·blocked16(SB)
	RET
