package kernel_test

import (
	"reflect"
	"testing"

	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
)

// TestAllocations calls every entry of every set, the products with shapes that
// take every path of the drivers.
func TestAllocations(t *testing.T) {
	for _, s := range kernel.All() {
		for _, sh := range []shape{{1, 256, 256}, {8, 256, 256}, {13, 67, 300}, {7, 5, 70}, {3, 9, 5}} {
			x, y := newOperands[kernel.Float](sh), newOperands[kernel.F16](sh)
			noAllocations(t, s.Name+" Gemm", func() { s.Gemm(sh.m, sh.n, sh.k, x.a, sh.k, 1, x.b, sh.n, x.c, sh.n) })
			noAllocations(t, s.Name+" GemmF16", func() { s.GemmF16(sh.m, sh.n, sh.k, y.a, 1, sh.m, y.b, sh.n, y.c, sh.n) })
			noAllocations(t, s.Name+" GemmT", func() { s.GemmT(sh.m, sh.n, sh.k, x.a, sh.k, x.b, sh.k, x.c, sh.n) })
			noAllocations(t, s.Name+" GemmTF16", func() { s.GemmTF16(sh.m, sh.n, sh.k, y.a, sh.k, y.b, sh.k, y.c, sh.n) })
		}
		for _, f := range rowCalls(s) {
			noAllocations(t, s.Name+" row", f)
		}
	}
}

func noAllocations(t *testing.T, name string, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(10, f); n != 0 {
		t.Errorf("%s allocates %v times", name, n)
	}
}

// rowCalls calls the row loops on 67 elements.
func rowCalls(s *kernel.Set) []func() {
	var v [4][67]kernel.Float
	var h [2][67]kernel.F16
	a, b, c, d, g, p := v[0][:], v[1][:], v[2][:], v[3][:], h[0][:], h[1][:]
	return []func(){
		func() { s.Widen(a, g) }, func() { s.Narrow(g, a) },
		func() { s.Add(a, b) }, func() { s.Axpy(a, 1, b) }, func() { s.Fma(a, b, c) },
		func() { s.Scale(a, 2) }, func() { s.Affine(a, b, c, d) },
		func() { s.ReLU(a, 6) }, func() { s.ReLUGrad(a, b, 6) },
		func() { s.Sum(a) }, func() { s.SumSq(a) }, func() { s.Dot(a, b) },
		func() { s.Square(a, b) }, func() { s.Centre(a, b, c, d, 1) },
		func() { s.Step(a, b, c) }, func() { s.StepF16(g, a, b) }, func() { s.StepF16Dither(g, a, b, 1, 2) },
		func() { s.Momentum(a, b, c, d, 0.9) }, func() { s.MomentumF16(g, p, a, b, 0.9) },
	}
}

// TestAllocationsCoversAll fails when a Set grows without the list above.
func TestAllocationsCoversAll(t *testing.T) {
	if n := len(rowCalls(kernel.Generic())) + 4; n != len(kerneltest.Entries()) {
		t.Fatalf("%d entries called, a Set has %d (%v)", n, len(kerneltest.Entries()), reflect.TypeFor[kernel.Set]())
	}
}
