//go:build (amd64 || arm64) && !purego && !float64

package kernel

// fmaTapsVec is Set.FmaTaps: assembly does groups of eight channels, the generic
// function the rest.
func fmaTapsVec(g Taps, runs []Run, y, x, w []float32) {
	if g.Rows <= 0 || g.Count <= 0 || g.N <= 0 || len(runs) == 0 {
		return
	}
	for _, r := range runs {
		g.must(y, x, r.A, w[r.B:])
	}
	n := whole(g.N)
	if n > 0 {
		h := g
		h.N = n
		h.groups(runs, y, x, w)
	}
	if g.N -= n; g.N > 0 {
		fmaTaps(g, runs, y[n:], x[n:], w[n:])
	}
}

// must panics unless the first and last elements exist.
func (g *Taps) must(y, x []float32, at int, w []float32) {
	r, t := (g.Rows-1)*g.X, (g.Count-1)*g.XTap
	_ = y[(g.Rows-1)*g.Y+g.N-1]
	_ = w[(g.Count-1)*g.WTap+g.N-1]
	_ = x[at+min(r, 0)+min(t, 0)]
	_ = x[at+max(r, 0)+max(t, 0)+g.N-1]
}
