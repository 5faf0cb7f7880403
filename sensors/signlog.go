package sensors

import "edgetune/fixedpoint"

// signLog replaces each value x by sign(x)·ln(1+|x|), which brings values of very
// different sizes together and keeps 0.
type signLog struct{ l Layout }

func newSignLog(_ Step, in Layout) (stage, error) { return signLog{in}, nil }

func (s signLog) layout() Layout { return s.l }

func (s signLog) apply(dst, src []float32, length int) int {
	for i, x := range src[:len(dst)] {
		if x < 0 {
			dst[i] = -fixedpoint.Log1p(-x)
		} else {
			dst[i] = fixedpoint.Log1p(x)
		}
	}
	return length
}
