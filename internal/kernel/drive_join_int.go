//go:build (amd64 || arm64) && !purego && !float64

package kernel

import "edgetune/fixedpoint"

func joinIntVec(sum, v []int32, m fixedpoint.Multiplier) {
	sum = sum[:len(v)]
	n, shift := len(v)&^3, 31-m.Shift
	if shift < 1 || shift > 62 {
		n = 0
	}
	if n > 0 {
		joinIntASM(&sum[0], &v[0], int(m.M), shift, n)
	}
	joinInt(sum[n:], v[n:], m)
}
