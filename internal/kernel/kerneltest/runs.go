package kerneltest

import (
	"fmt"

	"edgetune/internal/kernel"
)

// runs is the signature of the products whose chains consist of runs.
type runs[N Number] = func(m, n, k int, r []kernel.Run, a []N, ai, ap int, b []N, bs int, c []kernel.Float, cs int)

// checkRuns compares over the shapes of products, each with a few runs anywhere in A
// and B.
func checkRuns[N Number](c *check, got, want runs[N]) error {
	for i := range c.cases() {
		s := c.shape(i)
		s.k = min(s.k, 1+300/(1+i%9))
		c.src.kind = kind(i % int(kinds))
		r := make([]kernel.Run, i%9)
		for j := range r {
			r[j] = kernel.Run{A: c.src.IntN(200), B: c.src.IntN(200)}
		}
		if err := compare(c, s, runsOf(got, r), runsOf(want, r)); err != nil {
			return fmt.Errorf("%v, runs %v, %v numbers: %w", s, r, c.src.kind, err)
		}
	}
	return nil
}

// runsOf is a product of which A and B are longer by the farthest run.
func runsOf[N Number](f runs[N], r []kernel.Run) product[N] {
	farA, farB := 0, 0
	for _, v := range r {
		farA, farB = max(farA, v.A), max(farB, v.B)
	}
	return product[N]{
		func(s *shape) (a, b matrix) {
			if a = (matrix{s.m, s.k, s.k + s.padA, farA}); s.transposed {
				a = matrix{s.k, s.m, s.m + s.padA, farA}
			}
			b = matrix{s.k, s.n, s.n + s.padB, farB}
			return a, b
		},
		func(s *shape, a, b matrix, x, y []N, c []kernel.Float) {
			ai, ap := a.stride, 1
			if s.transposed {
				ai, ap = ap, ai
			}
			f(s.m, s.n, s.k, r, x, ai, ap, y, b.stride, c, s.c().stride)
		},
	}
}
