package op

import "edgetune/fixedpoint"

// SoftmaxInt8 applies [fixedpoint.SoftmaxInt8] to rows of depth logits.
func SoftmaxInt8(y, x []int8, depth int, s fixedpoint.SoftmaxScale) {
	for i := 0; i+depth <= len(x); i += depth {
		fixedpoint.SoftmaxInt8(y[i:i+depth], x[i:i+depth], s)
	}
}

// SoftmaxInt8To16 applies [fixedpoint.SoftmaxInt8To16] to rows of depth logits.
func SoftmaxInt8To16(y []int16, x []int8, depth int, s fixedpoint.SoftmaxScale) {
	for i := 0; i+depth <= len(x); i += depth {
		fixedpoint.SoftmaxInt8To16(y[i:i+depth], x[i:i+depth], s)
	}
}

// SoftmaxInt16 applies [fixedpoint.SoftmaxInt16] to rows of depth logits.
func SoftmaxInt16(y, x []int16, depth int, m fixedpoint.Multiplier) {
	for i := 0; i+depth <= len(x); i += depth {
		fixedpoint.SoftmaxInt16(y[i:i+depth], x[i:i+depth], m)
	}
}
