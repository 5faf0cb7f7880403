//go:build !purego && !float64

#include "textflag.h"

// func midr(id *uint64)
TEXT ·midr(SB), NOSPLIT, $0-8
	MOVD id+0(FP), R0
	MRS  MIDR_EL1, R1
	MOVD R1, (R0)
	RET
