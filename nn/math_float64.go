//go:build float64

package nn

import "math"

func exp(x float) float     { return math.Exp(x) }
func log(x float) float     { return math.Log(x) }
func log1p(x float) float   { return math.Log1p(x) }
func tanh(x float) float    { return math.Tanh(x) }
func sigmoid(x float) float { return 1 / (1 + math.Exp(-x)) }
