//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

// product is C += A·B, m x n x k, on its way through the drivers.
type product[T float32 | F16] struct {
	m, n, k int
	a, b    view[T]
	c       view[float32]
	inOrder int // see tile
}

// ready reports whether there is anything to do, and panics where a slice is short.
func (p *product[T]) ready() bool {
	if p.m <= 0 || p.n <= 0 || p.k <= 0 {
		return false
	}
	p.a.must(p.m, p.k)
	p.b.must(p.k, p.n)
	p.c.must(p.m, p.n)
	return true
}
