package kernel

// Run is a stretch of the chains of Set.GemmRuns: where it begins in A and in B.
type Run struct{ A, B int }

// eachRun is the definition of Set.GemmRuns and GemmRunsF16, made of one product for
// each run.
func eachRun[T any](gemm func(m, n, k int, a []T, ai, ap int, b []T, bs int, c []Float, cs int),
	m, n, k int, runs []Run, a []T, ai, ap int, b []T, bs int, c []Float, cs int,
) {
	for _, r := range runs {
		gemm(m, n, k, a[r.A:], ai, ap, b[r.B:], bs, c, cs)
	}
}

func gemmRuns(m, n, k int, runs []Run, a []Float, ai, ap int, b []Float, bs int, c []Float, cs int) {
	eachRun(gemm, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}

func gemmRunsF16(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []Float, cs int) {
	eachRun(gemmF16, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}
