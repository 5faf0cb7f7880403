package kernel_test

import (
	"fmt"
	"testing"

	"edgetune/internal/kernel"
)

// shape is a matrix product: a batch of one and of eight through a dense layer, a
// convolution, a head, the gradient of a dense layer.
type shape struct{ m, n, k int }

var shapes = []shape{
	{1, 256, 256}, {8, 256, 256}, {128, 64, 320}, {32, 10, 128}, {256, 256, 8},
}

func BenchmarkGemm(b *testing.B) {
	for _, sh := range shapes {
		x, y := newOperands[kernel.Float](sh), newOperands[kernel.F16](sh)
		for _, s := range kernel.All() {
			sh.run(b, "f32", s, func() { s.Gemm(sh.m, sh.n, sh.k, x.a, sh.k, 1, x.b, sh.n, x.c, sh.n) })
			sh.run(b, "f16", s, func() { s.GemmF16(sh.m, sh.n, sh.k, y.a, sh.k, 1, y.b, sh.n, y.c, sh.n) })
		}
	}
}

// BenchmarkGemmA is BenchmarkGemm with A transposed, as in a gradient of weights.
func BenchmarkGemmA(b *testing.B) {
	for _, sh := range shapes {
		x, y := newOperands[kernel.Float](sh), newOperands[kernel.F16](sh)
		for _, s := range kernel.All() {
			sh.run(b, "f32", s, func() { s.Gemm(sh.m, sh.n, sh.k, x.a, 1, sh.m, x.b, sh.n, x.c, sh.n) })
			sh.run(b, "f16", s, func() { s.GemmF16(sh.m, sh.n, sh.k, y.a, 1, sh.m, y.b, sh.n, y.c, sh.n) })
		}
	}
}

func BenchmarkGemmT(b *testing.B) {
	for _, sh := range shapes {
		x, y := newOperands[kernel.Float](sh), newOperands[kernel.F16](sh)
		for _, s := range kernel.All() {
			sh.run(b, "f32", s, func() { s.GemmT(sh.m, sh.n, sh.k, x.a, sh.k, x.b, sh.k, x.c, sh.n) })
			sh.run(b, "f16", s, func() { s.GemmTF16(sh.m, sh.n, sh.k, y.a, sh.k, y.b, sh.k, y.c, sh.n) })
		}
	}
}

type operands[T any] struct {
	a, b []T
	c    []kernel.Float
}

func newOperands[T any](s shape) operands[T] {
	x := operands[T]{make([]T, s.m*s.k), make([]T, s.k*s.n), make([]kernel.Float, s.m*s.n)}
	fill(x.a)
	fill(x.b)
	return x
}

func (s shape) run(b *testing.B, kind string, set *kernel.Set, f func()) {
	name := fmt.Sprintf("type=%s/m=%d/n=%d/k=%d/set=%s", kind, s.m, s.n, s.k, set.Name)
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f()
		}
		flop := 2 * float64(s.m) * float64(s.n) * float64(s.k) * float64(b.N)
		b.ReportMetric(flop/b.Elapsed().Seconds()*1e-9, "GFLOP/s")
	})
}
