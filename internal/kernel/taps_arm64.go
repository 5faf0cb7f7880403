//go:build !purego && !float64

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

//go:noescape
func fmaTapsASM(t *taps)

// Bounds of one call, which cannot be preempted.
const (
	tapSpan = 64      // taps
	span    = 1024    // channels
	tapWork = 1 << 15 // products
)

// groups does whole groups of channels, run by run.
func (g *Taps) groups(runs []Run, y, x, w []float32) {
	short := g.N <= span && g.Count <= tapSpan && g.Rows*g.Count*g.N <= tapWork
	for _, r := range runs {
		if short {
			g.call(&y[0], &x[r.A], &w[r.B])
			continue
		}
		for j := 0; j < g.N; j += span {
			h := *g
			h.N = min(span, g.N-j)
			h.columns(y[j:], x, r.A+j, w[r.B+j:])
		}
	}
}

// columns does so many taps and rows at a time that a call is short.
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
