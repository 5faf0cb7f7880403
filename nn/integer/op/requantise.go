package op

import "edgetune/fixedpoint"

// Requantise moves a tensor to another scale, and type: int8 to int16, for one. An
// activation function is a narrower Output.Range.
type Requantise[X, Y Value] struct {
	Zero   int32  // the zero point of x
	Output Output // one multiplier, s_x/s_y
}

// NewRequantise returns the step from units of x to units of y.
func NewRequantise[X, Y Value](x, y fixedpoint.Affine, r fixedpoint.Range) *Requantise[X, Y] {
	m := fixedpoint.NewMultiplier(x.Scale / y.Scale)
	out := Output{Mult: []fixedpoint.Multiplier{m}, Zero: y.Zero, Range: r}
	return &Requantise[X, Y]{Zero: x.Zero, Output: out}
}

// Run writes x in its new scale into y.
func (q *Requantise[X, Y]) Run(y []Y, x []X) {
	for i, v := range x {
		y[i] = Y(q.Output.Quantise(int64(v)-int64(q.Zero), 0))
	}
}
