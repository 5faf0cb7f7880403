//go:build nofloat || (arm && !arm.6)

package fixedpoint

import "math"

// Scalar is the number of scales, lengths and factors: [Hard] where a machine has a
// floating-point unit, [Soft] where it has none (GOARM=5) or with the build tag nofloat.
type Scalar = Soft

// Real returns f.
func Real(f float64) Scalar { return Soft(math.Float64bits(f)) }

// Whole returns the Scalar nearest to n.
func Whole(n int64) Scalar { return softWhole(n) }

// Power returns 2^k, for k of -1022 to 1023.
func Power(k int) Scalar { return softPower(k) }

// Long returns the number of which [Soft.Short] gave the bits.
func Long(b uint32) Scalar { return softLong(b) }
