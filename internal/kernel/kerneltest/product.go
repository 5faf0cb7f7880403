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

// product is a matrix product with the layout of its operands.
type product[N Number] struct {
	layout func(s *shape) (a, b matrix)
	run    func(s *shape, a, b matrix, x, y []N, c []kernel.Float)
}

// transposable reads A as stored or transposed.
func transposable[N Number](f gemm[N]) product[N] {
	return product[N]{
		func(s *shape) (a, b matrix) {
			if s.transposed {
				return matrix{rows: s.k, cols: s.m, stride: s.m + s.padA}, matrix{rows: s.k, cols: s.n, stride: s.n + s.padB}
			}
			return matrix{rows: s.m, cols: s.k, stride: s.k + s.padA}, matrix{rows: s.k, cols: s.n, stride: s.n + s.padB}
		},
		func(s *shape, a, b matrix, x, y []N, c []kernel.Float) {
			ai, ap := a.stride, 1
			if s.transposed {
				ai, ap = ap, ai
			}
			f(s.m, s.n, s.k, x, ai, ap, y, b.stride, c, s.c().stride)
		},
	}
}

// byRows is a product with the rows of B.
func byRows[N Number](f gemmT[N]) product[N] {
	return product[N]{
		func(s *shape) (a, b matrix) {
			return matrix{rows: s.m, cols: s.k, stride: s.k + s.padA}, matrix{rows: s.n, cols: s.k, stride: s.k + s.padB}
		},
		func(s *shape, a, b matrix, x, y []N, c []kernel.Float) {
			f(s.m, s.n, s.k, x, a.stride, y, b.stride, c, s.c().stride)
		},
	}
}

// matrix is a layout in memory: the last row ends with its data.
type matrix struct {
	rows, cols, stride int
	after              int // elements after it
}

func (m matrix) length() int {
	if m.rows == 0 {
		return m.after
	}
	return (m.rows-1)*m.stride + m.cols + m.after
}

// shape is one case: sizes, the order of A, and what strides are longer than rows.
type shape struct {
	m, n, k          int
	transposed       bool
	padA, padB, padC int
	lone             bool // C is 0 but for one subnormal number, and so is the product
}

func (s *shape) c() matrix { return matrix{rows: s.m, cols: s.n, stride: s.n + s.padC} }

func (s *shape) String() string {
	return fmt.Sprintf("m=%d n=%d k=%d, transposed %t, padding %d, %d, %d", s.m, s.n, s.k, s.transposed, s.padA, s.padB, s.padC)
}

// lone is the number of cases with one subnormal number.
const lone = 64

// checkProduct compares two products over random shapes, small and large.
func checkProduct[N Number](c *check, got, want product[N]) error {
	for i := range lone + c.cases() {
		s := c.shape(i)
		if i < lone {
			s.m, s.n, s.k, s.lone = 1+c.src.IntN(6), 1+c.src.IntN(40), 1+c.src.IntN(4), true
		}
		c.src.kind = kind(i % int(kinds))
		if err := compare(c, s, got, want); err != nil {
			return fmt.Errorf("%v, %v numbers: %w", s, c.src.kind, err)
		}
	}
	return nil
}

func (c *check) cases() int {
	if c.quick {
		return 160
	}
	return 1600
}

// shape draws case i, with every number of rows up to 19 among few cases. Every fourth
// one is tall or wide, with fewer products.
func (c *check) shape(i int) *shape {
	r := c.src
	s := &shape{m: 1 + (i+i/8*5)%19, n: 1 + r.IntN(70), k: r.IntN(301)}
	switch i % 8 {
	case 0:
		s.m, s.k = 1, r.IntN(600)
	case 1:
		s.n = 1 + r.IntN(10)
	case 2: // what some kernels do whole
		s.m, s.n, s.k = 1+7*r.IntN(2), 8+r.IntN(12)*8, 4*r.IntN(40)
	case 3:
		s.m, s.k = 1+r.IntN(100), r.IntN(40)
	case 7:
		s.n, s.k = 1+r.IntN(1200), r.IntN(10)
	}
	s.transposed = r.IntN(2) == 0
	if r.IntN(2) == 0 {
		s.padA, s.padB, s.padC = r.IntN(20), r.IntN(20), r.IntN(20)
	}
	return s
}

func compare[N Number](c *check, s *shape, got, want product[N]) error {
	la, lb := got.layout(s)
	a, b := newSlice[N](c.src, la.length(), c.src.IntN(offsets)), newSlice[N](c.src, lb.length(), c.src.IntN(offsets))
	y := newSlice[kernel.Float](c.src, s.c().length(), c.src.IntN(offsets))
	if s.lone {
		clear(a.data)
		clear(y.data)
		y.data[c.src.IntN(len(y.data))] = 0x1p-140
	}
	a2, b2, z := a.clone(), b.clone(), y.clone()
	got.run(s, la, lb, a.data, b.data, y.data)
	want.run(s, la, lb, a2.data, b2.data, z.data)
	if err := z.diff(y); err != nil {
		return fmt.Errorf("in C: %w", err)
	}
	if err := a2.diff(a); err != nil {
		return fmt.Errorf("in A, an input: %w", err)
	}
	if err := b2.diff(b); err != nil {
		return fmt.Errorf("in B, an input: %w", err)
	}
	return nil
}
