//go:build float64

package kernel

import "math"

// Float is float64 in tests built with the tag float64.
type Float = float64

// FMA is the correctly rounded a*b+c.
func FMA(a, b, c Float) Float { return math.FMA(a, b, c) }

// Sqrt is the correctly rounded square root.
func Sqrt(x Float) Float { return math.Sqrt(x) }
