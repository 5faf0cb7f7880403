package kernel

import (
	"math"

	"edgetune/fixedpoint"
)

func joinInt(sum, v []int32, m fixedpoint.Multiplier) {
	sum = sum[:len(v)]
	for i, x := range v {
		x := fixedpoint.Clamp(m.Single(int64(x)), -math.MaxInt32, math.MaxInt32)
		sum[i] = int32(fixedpoint.Clamp(x+int64(sum[i]), -math.MaxInt32, math.MaxInt32))
	}
}
