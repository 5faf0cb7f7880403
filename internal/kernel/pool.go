package kernel

import (
	"runtime"
	"sync/atomic"
)

// Pool splits the matrix products of a set among a fixed number of threads. It splits
// rows and columns of C and never k, so that any number gives the same bits. Its
// workers end in Close.
//
// A product is given to the pool by one goroutine at a time.
type Pool struct {
	set     Set
	base    *Set
	workers []worker
	job     job
	left    atomic.Int32 // workers that are not done
}

// MaxThreads is the most threads of a pool.
const MaxThreads = 64

const (
	// splitWork is the multiply-accumulates from which a product is split: 13 µs of a
	// Cortex-A53, several times what waking a worker that still watches costs.
	splitWork = 1 << 15
	// watches is how often a worker looks for the next product before it sleeps:
	// about 50 µs.
	watches = 1 << 12
	// lull is how many looks go by before it lets other goroutines run.
	lull = 1 << 6
)

// The states of a worker.
const (
	watching uint32 = iota
	called
	asleep
	ended
)

type worker struct {
	state atomic.Uint32
	wake  chan struct{}
	_     [64]byte // the next one is in another line of the cache
}

// kind says which entry a job is of.
type kind uint8

const (
	kindGemm kind = iota
	kindGemmF16
	kindGemmT
	kindGemmTF16
	kindRuns
	kindRunsF16
)

// job is a product: b is read by rows of bs elements, or, turned, by columns.
type job struct {
	kind    kind
	m, n, k int
	a, b, c []Float
	ah, bh  []F16
	ai, ap  int
	bs, cs  int
	runs    []Run
	byRows  bool // split over m
}

// NewPool starts threads-1 workers; the goroutine that calls does its part.
func NewPool(s *Set, threads int) *Pool {
	p := &Pool{set: *s, base: s, workers: make([]worker, min(max(threads, 1), MaxThreads)-1)}
	p.set.Gemm, p.set.GemmF16, p.set.GemmT, p.set.GemmTF16 = p.gemm, p.gemmF16, p.gemmT, p.gemmTF16
	p.set.GemmRuns, p.set.GemmRunsF16 = p.gemmRuns, p.gemmRunsF16
	for i := range p.workers {
		p.workers[i].wake = make(chan struct{}, 1)
		go p.work(i)
	}
	return p
}

// Set returns the set whose products are split.
func (p *Pool) Set() *Set { return &p.set }

// Close ends the workers and waits until they are gone. The set then works on one
// thread.
func (p *Pool) Close() {
	if len(p.workers) == 0 {
		return
	}
	p.left.Store(int32(len(p.workers)))
	p.call(ended)
	p.wait()
	p.workers = nil
}

func (p *Pool) gemm(m, n, k int, a []Float, ai, ap int, b []Float, bs int, c []Float, cs int) {
	p.run(job{kind: kindGemm, m: m, n: n, k: k, a: a, ai: ai, ap: ap, b: b, bs: bs, c: c, cs: cs})
}

func (p *Pool) gemmF16(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []Float, cs int) {
	p.run(job{kind: kindGemmF16, m: m, n: n, k: k, ah: a, ai: ai, ap: ap, bh: b, bs: bs, c: c, cs: cs})
}

func (p *Pool) gemmT(m, n, k int, a []Float, as int, b []Float, bs int, c []Float, cs int) {
	p.run(job{kind: kindGemmT, m: m, n: n, k: k, a: a, ai: as, b: b, bs: bs, c: c, cs: cs})
}

func (p *Pool) gemmTF16(m, n, k int, a []F16, as int, b []F16, bs int, c []Float, cs int) {
	p.run(job{kind: kindGemmTF16, m: m, n: n, k: k, ah: a, ai: as, bh: b, bs: bs, c: c, cs: cs})
}

func (p *Pool) gemmRuns(m, n, k int, runs []Run, a []Float, ai, ap int, b []Float, bs int, c []Float, cs int) {
	p.run(job{kind: kindRuns, m: m, n: n, k: k, runs: runs, a: a, ai: ai, ap: ap, b: b, bs: bs, c: c, cs: cs})
}

func (p *Pool) gemmRunsF16(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []Float, cs int) {
	p.run(job{kind: kindRunsF16, m: m, n: n, k: k, runs: runs, ah: a, ai: ai, ap: ap, bh: b, bs: bs, c: c, cs: cs})
}

// run does a job, on every thread where it is long enough.
func (p *Pool) run(j job) {
	if len(p.workers) == 0 || j.m*j.n*j.k*max(1, len(j.runs)) < splitWork {
		j.do(p.base)
		return
	}
	j.byRows = j.m >= j.n
	p.job = j
	p.left.Store(int32(len(p.workers)))
	p.call(called)
	p.part(len(p.workers))
	p.wait()
	p.job = job{} // holds on to nothing
}

// call tells every worker what to do and wakes those that sleep.
func (p *Pool) call(state uint32) {
	for i := range p.workers {
		if w := &p.workers[i]; w.state.Swap(state) == asleep {
			w.wake <- struct{}{}
		}
	}
}

func (p *Pool) wait() {
	for i := 0; p.left.Load() > 0; i++ {
		if i%lull == lull-1 {
			runtime.Gosched()
		}
	}
}

// work is one worker.
func (p *Pool) work(i int) {
	w := &p.workers[i]
	for w.next() != ended {
		p.part(i)
		w.state.Store(watching)
		p.left.Add(-1)
	}
	p.left.Add(-1)
}

// next waits for something to do.
func (w *worker) next() uint32 {
	for i := range watches {
		if s := w.state.Load(); s != watching {
			return s
		}
		if i%lull == lull-1 {
			runtime.Gosched()
		}
	}
	if w.state.CompareAndSwap(watching, asleep) {
		<-w.wake
	}
	return w.state.Load()
}

// part does the share of one thread.
func (p *Pool) part(i int) {
	j := p.job
	if from, to := share(j.rows(), i, len(p.workers)+1); from < to {
		j.cut(from, to)
		j.do(p.base)
	}
}

// rows is the extent that is split.
func (j *job) rows() int {
	if j.byRows {
		return j.m
	}
	return j.n
}

// share is the part [from, to) of n that thread i of `of` does, in multiples of eight.
func share(n, i, of int) (from, to int) {
	units := (n + 7) / 8
	return min(n, units*i/of*8), min(n, units*(i+1)/of*8)
}

// cut leaves rows, or columns, [from, to) of C.
func (j *job) cut(from, to int) {
	if j.byRows {
		j.m = to - from
		j.a, j.ah, j.c = past(j.a, from*j.ai), past(j.ah, from*j.ai), j.c[from*j.cs:]
		return
	}
	step := 1
	if j.kind == kindGemmT || j.kind == kindGemmTF16 {
		step = j.bs
	}
	j.n = to - from
	j.b, j.bh, j.c = past(j.b, from*step), past(j.bh, from*step), j.c[from:]
}

// past is s from element i on, where there is an s.
func past[T any](s []T, i int) []T {
	if s == nil {
		return nil
	}
	return s[i:]
}

func (j *job) do(s *Set) {
	switch j.kind {
	case kindGemm:
		s.Gemm(j.m, j.n, j.k, j.a, j.ai, j.ap, j.b, j.bs, j.c, j.cs)
	case kindGemmF16:
		s.GemmF16(j.m, j.n, j.k, j.ah, j.ai, j.ap, j.bh, j.bs, j.c, j.cs)
	case kindGemmT:
		s.GemmT(j.m, j.n, j.k, j.a, j.ai, j.b, j.bs, j.c, j.cs)
	case kindGemmTF16:
		s.GemmTF16(j.m, j.n, j.k, j.ah, j.ai, j.bh, j.bs, j.c, j.cs)
	case kindRuns:
		s.GemmRuns(j.m, j.n, j.k, j.runs, j.a, j.ai, j.ap, j.b, j.bs, j.c, j.cs)
	case kindRunsF16:
		s.GemmRunsF16(j.m, j.n, j.k, j.runs, j.ah, j.ai, j.ap, j.bh, j.bs, j.c, j.cs)
	}
}
