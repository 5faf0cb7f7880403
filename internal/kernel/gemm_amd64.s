//go:build !purego && !float64

#include "gemm_amd64.h"

// func gemm2(t *tile)
TEXT ·gemm2(SB), NOSPLIT, $0-8
	GEMM(ROWS2, F32, 4)

// func gemm3(t *tile)
TEXT ·gemm3(SB), NOSPLIT, $0-8
	GEMM(ROWS3, F32, 4)

// func gemm4(t *tile)
TEXT ·gemm4(SB), NOSPLIT, $0-8
	GEMM(ROWS4, F32, 4)

// func gemm5(t *tile)
TEXT ·gemm5(SB), NOSPLIT, $0-8
	GEMM(ROWS5, F32, 4)

// func gemm6(t *tile)
TEXT ·gemm6(SB), NOSPLIT, $0-8
	GEMM(ROWS6, F32, 4)
