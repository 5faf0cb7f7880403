//go:build !purego && !float64

package kernel

// gemmRuns is Set.GemmRuns.
func (o products) gemmRuns(m, n, k int, runs []Run, a []float32, ai, ap int, b []float32, bs int, c []float32, cs int) {
	eachRun(o.gemm, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}

// gemmRunsF16 is Set.GemmRunsF16.
func (o products) gemmRunsF16(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	eachRun(o.gemmF16, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}
