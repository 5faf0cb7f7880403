//go:build !purego && !float64

package kernel

import "unsafe"

// gemmRuns is Set.GemmRuns: the kernels walk the runs with C in registers.
func (o products) gemmRuns(m, n, k int, runs []Run, a []float32, ai, ap int, b []float32, bs int, c []float32, cs int) {
	if n < group || k > depth || k <= 0 || m <= 0 {
		eachRun(o.gemm, m, n, k, runs, a, ai, ap, b, bs, c, cs)
		return
	}
	view[float32]{c, cs, 1}.must(m, n)
	t := tile{ai: ai * size32, ap: ap * size32, bs: bs * size32, cs: cs * size32}
	for deep := depth / k; len(runs) > 0; runs = runs[min(deep, len(runs)):] {
		part := runs[:min(deep, len(runs))]
		for _, r := range part {
			view[float32]{a[r.A:], ai, ap}.must(m, k)
			view[float32]{b[r.B:], bs, 1}.must(k, n)
		}
		t.a, t.b, t.c = unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), unsafe.Pointer(&c[0])
		t.over(part, m, n, k, size32)
	}
}

// over runs the tile over the runs of one part.
func (t *tile) over(part []Run, m, n, k, size int) {
	t.runs, t.count, t.each = &part[0], len(part), k
	t.k = k * len(part)
	t.run(m, n, size)
}

// gemmRunsF16 is Set.GemmRunsF16: what all runs read of A is widened once.
func (o products) gemmRunsF16(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	if n < group || k > depth || k <= 0 || m <= 0 || len(runs) == 0 {
		eachRun(o.gemmF16, m, n, k, runs, a, ai, ap, b, bs, c, cs)
		return
	}
	p := runsF16{m: m, n: n, k: k, runs: runs, b: view[F16]{b, bs, 1}, c: view[float32]{c, cs, 1}, ai: ai, ap: ap}
	from, to := runs[0].A, 0
	for _, r := range runs {
		from, to = min(from, r.A), max(to, r.A+(m-1)*ai+(k-1)*ap+1)
		view[F16]{b[r.B:], bs, 1}.must(k, n)
	}
	if to-from > scratchA {
		eachRun(o.gemmF16, m, n, k, runs, a, ai, ap, b, bs, c, cs)
		return
	}
	p.c.must(m, n)
	p.a, p.from = a[from:to], from
	onScratchRuns(&p)
}

// runsF16 is a call of gemmRunsF16: a is what its runs read, from element `from` on.
type runsF16 struct {
	m, n, k int
	runs    []Run
	a       []F16
	from    int
	ai, ap  int
	b       view[F16]
	c       view[float32]
}

// onScratchRuns calls blockedRuns with scratch.
//
//go:noescape
func onScratchRuns(p *runsF16)

var _ = blockedRuns // which only assembly calls

func blockedRuns(s *scratch, p *runsF16) {
	widenVec(s.a[:len(p.a)], p.a)
	a := unsafe.Pointer(&s.a)
	t := tile{ai: p.ai * size32, ap: p.ap * size32, bs: p.b.row * size16, cs: p.c.row * size32}
	for deep := depth / p.k; len(p.runs) > 0; p.runs = p.runs[min(deep, len(p.runs)):] {
		t.a, t.b, t.c = a, unsafe.Pointer(&p.b.s[0]), unsafe.Pointer(&p.c.s[0])
		t.skip = p.from * size32
		t.over(p.runs[:min(deep, len(p.runs))], p.m, p.n, p.k, size16)
	}
}
