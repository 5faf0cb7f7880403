//go:build !purego && !float64

#include "textflag.h"
#include "funcdata.h"

// The frames hold scratch, 69632 bytes, and the arguments of a call.

// func onScratch32(p *product[float32])
TEXT ·onScratch32(SB), 0, $69648-8
	NO_LOCAL_POINTERS
	MOVQ p+0(FP), AX
	LEAQ memory-69632(SP), BX
	MOVQ BX, 0(SP)
	MOVQ AX, 8(SP)
	CALL ·blocked32(SB)
	RET

// func onScratch16(p *product[F16])
TEXT ·onScratch16(SB), 0, $69648-8
	NO_LOCAL_POINTERS
	MOVQ p+0(FP), AX
	LEAQ memory-69632(SP), BX
	MOVQ BX, 0(SP)
	MOVQ AX, 8(SP)
	CALL ·blocked16(SB)
	RET

// func onScratchRuns(p *runsF16)
TEXT ·onScratchRuns(SB), 0, $69648-8
	NO_LOCAL_POINTERS
	MOVQ p+0(FP), AX
	LEAQ memory-69632(SP), BX
	MOVQ BX, 0(SP)
	MOVQ AX, 8(SP)
	CALL ·blockedRuns(SB)
	RET

// func onScratchMomentum(p *momentumF16Args)
TEXT ·onScratchMomentum(SB), 0, $69648-8
	NO_LOCAL_POINTERS
	MOVQ p+0(FP), AX
	LEAQ memory-69632(SP), BX
	MOVQ BX, 0(SP)
	MOVQ AX, 8(SP)
	CALL ·blockedMomentum(SB)
	RET
