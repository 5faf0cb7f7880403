//go:build (amd64 || arm64) && !purego && !float64

package kernel

// taps is a call of the kernel in assembly. n is a multiple of group; strides are in
// bytes.
type taps struct {
	n, rows, count int
	y              *float32
	ys             int
	x              *float32
	xs, xt         int
	w              *float32
	wt             int
}

// Bounds of one call, which cannot be preempted.
const (
	tapSpan = 64      // taps
	span    = 1024    // channels
	tapWork = 1 << 15 // products
)

// fmaTapsVec is Set.FmaTaps: assembly does groups of eight channels, the generic
// function the rest.
func fmaTapsVec(g Taps, y, x []float32, at int, w []float32) {
	if g.Rows <= 0 || g.Count <= 0 || g.N <= 0 {
		return
	}
	g.must(y, x, at, w)
	n := whole(g.N)
	if n == g.N && n <= span && g.Count <= tapSpan && g.Rows*g.Count*n <= tapWork {
		g.call(&y[0], &x[at], &w[0])
		return
	}
	for j := 0; j < n; j += span {
		h := g
		h.N = min(span, n-j)
		h.columns(y[j:], x, at+j, w[j:])
	}
	if g.N -= n; g.N > 0 {
		fmaTaps(g, y[n:], x, at+n, w[n:])
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

// columns does whole groups of channels, so many taps and rows at a time that a call
// is short.
func (g *Taps) columns(y, x []float32, at int, w []float32) {
	for t := 0; t < g.Count; t += tapSpan {
		c := min(tapSpan, g.Count-t)
		step := max(1, tapWork/(c*g.N))
		for r := 0; r < g.Rows; r += step {
			h := *g
			h.Rows, h.Count = min(step, g.Rows-r), c
			h.call(&y[r*g.Y], &x[at+r*g.X+t*g.XTap], &w[t*g.WTap])
		}
	}
}

func (g *Taps) call(y, x, w *float32) {
	fmaTapsASM(&taps{
		n: g.N, rows: g.Rows, count: g.Count,
		y: y, ys: g.Y * size32,
		x: x, xs: g.X * size32, xt: g.XTap * size32,
		w: w, wt: g.WTap * size32,
	})
}
