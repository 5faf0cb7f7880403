package kernel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
)

var productEntries = []string{"Gemm", "GemmF16", "GemmT", "GemmTF16"}

// TestPool checks the products of a pool as those of a set, on any number of threads.
func TestPool(t *testing.T) {
	defer goleak.VerifyNone(t)
	for threads, entries := range map[int][]string{1: productEntries[:1], 2: productEntries[1:], 4: productEntries[:1]} {
		p := kernel.NewPool(kernel.Best(), threads)
		for _, name := range entries {
			require.NoError(t, kerneltest.CheckEntry(p.Set(), name, true), "%d threads", threads)
		}
		p.Close()
		require.NoError(t, kerneltest.CheckEntry(p.Set(), "Gemm", true), "closed")
		p.Close()
	}
}

// TestPoolSplits sees that a long product reaches every worker, and a short one none.
func TestPoolSplits(t *testing.T) {
	defer goleak.VerifyNone(t)
	s := kernel.Generic()
	calls := make(chan [2]int, 8)
	s.Gemm = func(m, n, _ int, _ []kernel.Float, _, _ int, _ []kernel.Float, _ int, _ []kernel.Float, _ int) {
		calls <- [2]int{m, n}
	}
	p := kernel.NewPool(s, 4)
	defer p.Close()
	run := func(m, n, k int) (got [][2]int) {
		a := make([]kernel.Float, m*k+n*k+m*n)
		p.Set().Gemm(m, n, k, a, k, 1, a, n, a, n)
		for len(calls) > 0 {
			got = append(got, <-calls)
		}
		return got
	}
	assert.ElementsMatch(t, [][2]int{{8, 16}, {16, 16}, {16, 16}, {10, 16}}, run(50, 16, 64))
	assert.ElementsMatch(t, [][2]int{{8, 32}, {8, 32}, {8, 32}, {8, 32}}, run(8, 128, 64))
	assert.Equal(t, [][2]int{{8, 8}}, run(8, 8, 8))
}

func TestPoolAllocations(t *testing.T) {
	p := kernel.NewPool(kernel.Best(), 3)
	defer p.Close()
	sh := shape{64, 48, 64}
	x, y := newOperands[kernel.Float](sh), newOperands[kernel.F16](sh)
	noAllocations(t, "Gemm", func() { p.Set().Gemm(sh.m, sh.n, sh.k, x.a, sh.k, 1, x.b, sh.n, x.c, sh.n) })
	noAllocations(t, "GemmTF16", func() { p.Set().GemmTF16(sh.m, sh.n, sh.k, y.a, sh.k, y.b, sh.k, y.c, sh.n) })
}
