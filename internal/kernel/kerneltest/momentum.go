package kerneltest

import (
	"fmt"

	"edgetune/internal/kernel"
)

// momentum is the signature of the updates whose gradient is a product.
type momentum[N Number] = func(m, n, k int, x []N, xs int, dy []N, ds int, w, v []N, s, room []kernel.Float, mu kernel.Float)

// checkMomentum compares two updates over random shapes. What is left in their scratch
// is their own.
func checkMomentum[N Number](c *check, got, want momentum[N]) error {
	for i := range c.cases() {
		s := c.shape(i)
		c.src.kind = kind(i % int(kinds))
		if i%3 > 0 {
			s.n = (s.n + 7) / 8 * 8
		}
		s.k = 1 + min(s.k, 300*(i%2)+20)
		if err := compareMomentum(c, s, got, want); err != nil {
			return fmt.Errorf("%v, %v numbers: %w", s, c.src.kind, err)
		}
	}
	return nil
}

func compareMomentum[N Number](c *check, s *shape, got, want momentum[N]) error {
	xs, ds := s.m+s.padA, s.n+s.padB
	x, dy := matrix{rows: s.k, cols: s.m, stride: xs}, matrix{rows: s.k, cols: s.n, stride: ds}
	a := []argument{vectorOf[N](c, x.length()), vectorOf[N](c, dy.length()), vectorOf[N](c, s.m*s.n), vectorOf[N](c, s.m*s.n)}
	rates, room := vectorOf[kernel.Float](c, s.n), vectorOf[kernel.Float](c, s.n*(1+c.src.IntN(s.m)))
	mu := kernel.Float(c.src.float32())
	b := make([]argument, len(a))
	for i := range a {
		b[i] = a[i].clone()
	}
	guards := room.clone().(vector[kernel.Float])
	got(s.m, s.n, s.k, of[N](a, 0), xs, of[N](a, 1), ds, of[N](a, 2), of[N](a, 3), rates.slice.data, room.slice.data, mu)
	want(s.m, s.n, s.k, of[N](b, 0), xs, of[N](b, 1), ds, of[N](b, 2), of[N](b, 3), rates.slice.data, guards.slice.data, mu)
	for i := range a {
		if err := b[i].diff(a[i]); err != nil {
			return fmt.Errorf("in %s: %w", [...]string{"x", "dy", "w", "v"}[i], err)
		}
	}
	copy(room.slice.data, guards.slice.data)
	return guards.diff(room)
}

func vectorOf[N Number](c *check, n int) vector[N] {
	return vector[N]{newSlice[N](c.src, n, c.src.IntN(offsets))}
}
