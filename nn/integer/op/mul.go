package op

import "edgetune/fixedpoint"

// Mul is the product of two tensors, element by element.
type Mul[X Value] struct {
	ZeroA, ZeroB int32
	Output       Output // one multiplier, s_a·s_b/s_y
}

// NewMul returns the product of a and b in units of y.
func NewMul[X Value](a, b, y fixedpoint.Affine, r fixedpoint.Range) *Mul[X] {
	m := Multipliers(a.Scale, []float64{b.Scale}, y.Scale)
	return &Mul[X]{ZeroA: a.Zero, ZeroB: b.Zero, Output: Output{Mult: m, Zero: y.Zero, Range: r}}
}

// Run writes a·b into y, which may be one of them.
func (m *Mul[X]) Run(y, a, b []X) {
	for i := range y {
		p := (int64(a[i]) - int64(m.ZeroA)) * (int64(b[i]) - int64(m.ZeroB))
		y[i] = X(m.Output.Quantise(p, 0))
	}
}
