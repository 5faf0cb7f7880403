package op

import (
	"fmt"

	"edgetune/fixedpoint"
)

// Output turns sums into integers of the output tensor:
//
//	y = clamp(sum·multiplier + Zero, Range)
type Output struct {
	Mult     []fixedpoint.Multiplier // one, or one for each channel
	Zero     int32                   // the zero point of y
	Range    fixedpoint.Range        // of y, narrowed by the activation
	Rounding fixedpoint.Rounding
}

// Multipliers returns the multipliers s_x·s_w[c]/s_y of a linear layer.
func Multipliers(x float64, w []float64, y float64) []fixedpoint.Multiplier {
	m := make([]fixedpoint.Multiplier, len(w))
	for c, s := range w {
		m[c] = fixedpoint.NewMultiplier(float64(x*s) / y)
	}
	return m
}

func (o *Output) check(what string, channels int) error {
	if n := len(o.Mult); n != 1 && n != channels {
		return fmt.Errorf("op: %s: %d multipliers for %d channels; give 1 or %d", what, n, channels, channels)
	}
	if o.Range.Min > o.Range.Max {
		return fmt.Errorf("op: %s: output range [%d, %d] is empty", what, o.Range.Min, o.Range.Max)
	}
	return nil
}

// Quantise returns y for the sum of channel c.
func (o *Output) Quantise(sum int64, c int) int32 {
	if len(o.Mult) == 1 {
		c = 0
	}
	return o.Range.Clamp(o.Rounding.Apply(sum, o.Mult[c]) + int64(o.Zero))
}
