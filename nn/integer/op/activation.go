package op

import (
	"math"

	"edgetune/fixedpoint"
)

// Activation is a function that does no more than clamp, and so costs nothing: it
// narrows the range of the operator before it.
type Activation uint8

// The clamping activations of TensorFlow Lite.
const (
	Linear    Activation = iota
	ReLU                 // [0, ∞)
	ReLU6                // [0, 6]
	ReLUN1To1            // [-1, 1]
)

// Range narrows r to the values that a leaves to a tensor in units of y.
func (a Activation) Range(y fixedpoint.Affine, r fixedpoint.Range) fixedpoint.Range {
	lo, hi := math.Inf(-1), math.Inf(1)
	switch a {
	case ReLU:
		lo = 0
	case ReLU6:
		lo, hi = 0, 6
	case ReLUN1To1:
		lo, hi = -1, 1
	}
	return fixedpoint.Range{Min: y.Quantize(lo, r), Max: y.Quantize(hi, r)}
}

// Clamp limits the values of a tensor to r: a clamping activation where x and y
// have the same scale. y may be x.
func Clamp[X Value](y, x []X, r fixedpoint.Range) {
	for i, v := range x {
		y[i] = X(r.Clamp(int64(v)))
	}
}
