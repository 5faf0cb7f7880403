//go:build !float64

package nn

import "edgetune/fixedpoint"

// The elementary functions of layers and losses: the same bits on every machine.

func exp(x float) float     { return fixedpoint.Exp(x) }
func log(x float) float     { return fixedpoint.Log(x) }
func log1p(x float) float   { return fixedpoint.Log1p(x) }
func tanh(x float) float    { return fixedpoint.Tanh(x) }
func sigmoid(x float) float { return fixedpoint.Sigmoid(x) }
