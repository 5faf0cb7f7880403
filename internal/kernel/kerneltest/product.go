package kerneltest

import (
	"fmt"

	"edgetune/internal/kernel"
)

// gemm and gemmT are the signatures of the matrix products.
type (
	gemm[N Number]  = func(m, n, k int, a []N, ai, ap int, b []N, bs int, c []kernel.Float, cs int)
	gemmT[N Number] = func(m, n, k int, a []N, as int, b []N, bs int, c []kernel.Float, cs int)
)

// product runs one case of a matrix product on the given slices.
type product[N Number] struct {
	sizes func(s *shape) (a, b int) // lengths of A and B
	run   func(s *shape, a, b []N, c []kernel.Float)
}

// transposable reads A as stored or transposed.
func transposable[N Number](f gemm[N]) product[N] {
	return product[N]{
		func(s *shape) (a, b int) {
			a = extent(s.m, s.k, s.as)
			if s.transposed {
				a = extent(s.k, s.m, s.as)
			}
			return a, extent(s.k, s.n, s.bs)
		},
		func(s *shape, a, b []N, c []kernel.Float) {
			ai, ap := s.as, 1
			if s.transposed {
				ai, ap = ap, ai
			}
			f(s.m, s.n, s.k, a, ai, ap, b, s.bs, c, s.cs)
		},
	}
}

// byRows is a product with the rows of B.
func byRows[N Number](f gemmT[N]) product[N] {
	return product[N]{
		func(s *shape) (a, b int) { return extent(s.m, s.k, s.as), extent(s.n, s.k, s.bs) },
		func(s *shape, a, b []N, c []kernel.Float) { f(s.m, s.n, s.k, a, s.as, b, s.bs, c, s.cs) },
	}
}

// extent is the length of a matrix in memory: the last row ends with its data.
func extent(rows, cols, stride int) int {
	if rows == 0 {
		return 0
	}
	return (rows-1)*stride + cols
}

// shape is one case: sizes, strides, and the order of A.
type shape struct {
	m, n, k, as, bs, cs int
	transposed          bool
}

func (s *shape) String() string {
	return fmt.Sprintf("m=%d n=%d k=%d strides %d, %d, %d, transposed %t", s.m, s.n, s.k, s.as, s.bs, s.cs, s.transposed)
}

// checkProduct compares two products over random shapes, small and large.
func checkProduct[N Number](c *check, got, want product[N]) error {
	for i := range c.cases() {
		s := c.shape(i)
		c.src.kind = kind(i % int(kinds))
		if err := compare(c, s, got, want); err != nil {
			return fmt.Errorf("%v, %v numbers: %w", s, c.src.kind, err)
		}
	}
	return nil
}

func (c *check) cases() int {
	if c.quick {
		return 240
	}
	return 4000
}

// shape draws case i. Every fourth one is tall or wide, with fewer products.
func (c *check) shape(i int) *shape {
	r := c.src
	s := &shape{m: 1 + r.IntN(20), n: 1 + r.IntN(70), k: r.IntN(301)}
	switch i % 8 {
	case 0:
		s.m, s.k = 1, r.IntN(600)
	case 1:
		s.n = 1 + r.IntN(10)
	case 3:
		s.m, s.k = 1+r.IntN(100), r.IntN(40)
	case 7:
		s.n, s.k = 1+r.IntN(1200), r.IntN(10)
	}
	s.transposed = r.IntN(2) == 0
	// Wide enough for every order, and often wider.
	s.as, s.bs, s.cs = max(s.m, s.k), max(s.n, s.k), s.n
	if r.IntN(2) == 0 {
		s.as, s.bs, s.cs = s.as+r.IntN(20), s.bs+r.IntN(20), s.cs+r.IntN(20)
	}
	return s
}

func compare[N Number](c *check, s *shape, got, want product[N]) error {
	an, bn := got.sizes(s)
	a, b := newSlice[N](c.src, an, c.src.IntN(offsets)), newSlice[N](c.src, bn, c.src.IntN(offsets))
	y := newSlice[kernel.Float](c.src, extent(s.m, s.n, s.cs), c.src.IntN(offsets))
	a2, b2, z := a.clone(), b.clone(), y.clone()
	got.run(s, a.data, b.data, y.data)
	want.run(s, a2.data, b2.data, z.data)
	if err := z.diff(y); err != nil {
		return fmt.Errorf("C: %w", err)
	}
	if err := a2.diff(a); err != nil {
		return fmt.Errorf("A changed: %w", err)
	}
	if err := b2.diff(b); err != nil {
		return fmt.Errorf("B changed: %w", err)
	}
	return nil
}
