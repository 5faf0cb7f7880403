//go:build !purego && !float64

#include "textflag.h"
#include "funcdata.h"

// The frame holds scratch, 33792 bytes, and the arguments of a call.

// func onScratch16(p *product[F16])
TEXT ·onScratch16(SB), 0, $33808-4
	NO_LOCAL_POINTERS
	MOVW p+0(FP), R0
	MOVW $memory-33792(SP), R1
	MOVW R1, 4(R13)
	MOVW R0, 8(R13)
	CALL ·blocked16(SB)
	RET
