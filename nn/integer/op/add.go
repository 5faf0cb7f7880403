package op

import (
	"math"

	"edgetune/fixedpoint"
)

// Operand is one input of an element-wise operator.
type Operand struct {
	Zero int32
	Mult fixedpoint.Multiplier
}

// Add is the sum of two tensors of different scales. Both are brought to a common
// scale with Left more bits, added, and brought to the scale of y.
type Add[X Value] struct {
	A, B   Operand
	Left   int    // 20 for int8, 15 for int16
	Output Output // one multiplier
}

// The left shifts of TensorFlow Lite's Add.
const (
	AddLeftInt8  = 20
	AddLeftInt16 = 15
)

// NewAdd returns the sum of a and b in units of y. The common scale is twice the
// larger of the two, so that the sum keeps its bits.
func NewAdd[X Value](a, b, y fixedpoint.Affine, r fixedpoint.Range, left int) *Add[X] {
	twice := 2 * max(a.Scale, b.Scale)
	operand := func(v fixedpoint.Affine) Operand {
		return Operand{Zero: v.Zero, Mult: fixedpoint.NewMultiplier(v.Scale / twice)}
	}
	m := fixedpoint.NewMultiplier(twice / math.Ldexp(y.Scale, left))
	out := Output{Mult: []fixedpoint.Multiplier{m}, Zero: y.Zero, Range: r}
	return &Add[X]{A: operand(a), B: operand(b), Left: left, Output: out}
}

// Run writes a + b into y, which may be one of them.
func (s *Add[X]) Run(y, a, b []X) {
	for i := range y {
		y[i] = X(s.Output.Range.Clamp(s.Sum(a[i], b[i]) + int64(s.Output.Zero)))
	}
}

// Sum returns a + b in units of y, without its zero point and range.
func (s *Add[X]) Sum(a, b X) int64 {
	sum := s.Common(s.A, a) + s.Common(s.B, b)
	return s.Output.Rounding.Apply(sum, s.Output.Mult[0])
}

// Common returns an operand in the common scale.
func (s *Add[X]) Common(o Operand, v X) int64 {
	return s.Output.Rounding.Apply(int64(int32(v)-o.Zero)<<s.Left, o.Mult)
}
