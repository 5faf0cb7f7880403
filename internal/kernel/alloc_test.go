package kernel_test

import (
	"testing"

	"edgetune/internal/kernel"
)

// TestAllocations calls every entry of every set, the products with shapes that
// take every path of the drivers.
func TestAllocations(t *testing.T) {
	for _, s := range kernel.All() {
		for _, sh := range []shape{{1, 64, 256}, {8, 24, 300}, {17, 67, 70}, {7, 5, 70}, {3, 9, 5}} {
			x, y := newOperands[kernel.Float](sh), newOperands[kernel.F16](sh)
			noAllocations(t, s.Name+" Gemm", func() { s.Gemm(sh.m, sh.n, sh.k, x.a, sh.k, 1, x.b, sh.n, x.c, sh.n) })
			noAllocations(t, s.Name+" GemmF16", func() { s.GemmF16(sh.m, sh.n, sh.k, y.a, 1, sh.m, y.b, sh.n, y.c, sh.n) })
			noAllocations(t, s.Name+" GemmT", func() { s.GemmT(sh.m, sh.n, sh.k, x.a, sh.k, x.b, sh.k, x.c, sh.n) })
			noAllocations(t, s.Name+" GemmTF16", func() { s.GemmTF16(sh.m, sh.n, sh.k, y.a, sh.k, y.b, sh.k, y.c, sh.n) })
		}
		for name, f := range rowCalls(s, 67) {
			noAllocations(t, s.Name+" "+name, f)
		}
	}
}

func noAllocations(t *testing.T, name string, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(3, f); n != 0 {
		t.Errorf("%s allocates %v times", name, n)
	}
}
