//go:build !purego && !float64

#include "gemm_amd64.h"

// func gemm2F16(t *tile)
TEXT ·gemm2F16(SB), NOSPLIT, $0-8
	GEMM(ROWS2, F16, 2)

// func gemm3F16(t *tile)
TEXT ·gemm3F16(SB), NOSPLIT, $0-8
	GEMM(ROWS3, F16, 2)

// func gemm4F16(t *tile)
TEXT ·gemm4F16(SB), NOSPLIT, $0-8
	GEMM(ROWS4, F16, 2)

// func gemm5F16(t *tile)
TEXT ·gemm5F16(SB), NOSPLIT, $0-8
	GEMM(ROWS5, F16, 2)

// func gemm6F16(t *tile)
TEXT ·gemm6F16(SB), NOSPLIT, $0-8
	GEMM(ROWS6, F16, 2)
