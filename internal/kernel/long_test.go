package kernel_test

import (
	"testing"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
)

// TestLongRows passes more elements than one call of assembly takes.
func TestLongRows(t *testing.T) {
	const n = 2*4096 + 13
	draw := func(key uint32) []kernel.Float {
		x := make([]kernel.Float, n)
		for i := range x {
			x[i] = kernel.Float(fixedpoint.Normal(key, uint32(i)))
		}
		return x
	}
	run := func(s *kernel.Set) (floats []kernel.Float, halves []kernel.F16) {
		a, b, c := draw(1), draw(2), draw(3)
		halves = make([]kernel.F16, n)
		s.Narrow(halves, a)
		s.StepF16(halves, b, c)
		s.StepF16Dither(halves, b, c, 7, 8)
		s.Add(a, b)
		s.Centre(a, b, c, make([]kernel.Float, n), 0.5)
		s.Widen(b, halves)
		return append(a, s.Sum(a), s.SumSq(c), s.Dot(a, b)), halves
	}
	floats, halves := run(kernel.Generic())
	for _, s := range kernel.All()[1:] {
		t.Run(s.Name, func(t *testing.T) {
			f, h := run(s)
			kerneltest.SameBits(t, floats, f)
			kerneltest.SameBits(t, halves, h)
		})
	}
}
