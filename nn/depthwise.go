package nn

import "edgetune/internal/kernel"

// Depthwise is a convolution of each channel by itself: weights [taps × channel],
// as many outputs as inputs.
type Depthwise struct {
	linear
	window
	spec         NodeSpec
	xrow, dyrow  Tensor // one row of the map, widened
	wide, wideDX Tensor // the weights, widened
}

func newDepthwise(s NodeSpec) Layer {
	return &Depthwise{spec: s, linear: linear{noBias: s.NoBias}}
}

// Plan checks the geometry and plans parameters and, for float16, widened rows.
func (l *Depthwise) Plan(at *Site) (Shape, error) {
	g, err := newWindow(at.In[0], l.spec)
	if err != nil {
		return nil, err
	}
	if !fits(maxWeights, g.kh, g.kw, g.c) {
		return nil, errWeights(g.kh, g.kw, g.c)
	}
	l.window = g
	taps := g.kh * g.kw
	l.planBlock(at, taps, g.c, g.c, g.c)
	l.planTiles(at, g.ow*g.c, g.w*g.c)
	if at.DType == Half {
		l.planRows(at, taps)
	}
	return g.shape(g.c), nil
}

func (l *Depthwise) planRows(at *Site, taps int) {
	life := At(at.Index)
	if at.Training {
		life.To = at.Backward(at.Index)
	}
	at.Buffer(&l.xrow, "input row", Shape{l.w * l.c}, F32, At(at.Index))
	at.Buffer(&l.wide, "wide weights", Shape{taps * l.c}, F32, At(at.Index))
	if at.Training {
		back := At(at.Backward(at.Index))
		at.Buffer(&l.dyrow, "gradient row", Shape{l.ow * l.c}, F32, back)
		at.Buffer(&l.wideDX, "wide weights or input row", Shape{max(taps, l.w) * l.c}, F32, back)
	}
}

// Traits: the gradient of W needs x.
func (l *Depthwise) Traits() Traits { return Traits{KeepX: true} }

// Forward costs taps multiply-accumulates per output.
func (l *Depthwise) Forward(s *Pass) {
	w := l.block.W.Read(s.K, 0, l.block.Rows*l.c, l.wide.f32)
	for n := range s.Rows {
		for oy := range l.oh {
			at := (n*l.oh + oy) * l.ow * l.c
			y := open(s.Y, at, l.ow*l.c, l.fwd.f32)
			l.setBias(y)
			l.forwardRow(s, n, oy, w, y)
			s.Y.Write(s.K, at, y)
		}
	}
}

func (l *Depthwise) forwardRow(s *Pass, n, oy int, w, y []float) {
	for ky := range l.kh {
		iy, ok := l.rowOf(oy, ky)
		if !ok {
			continue
		}
		x := l.inputRow(s, n, iy, l.xrow.f32)
		l.eachRun(func(r run) {
			s.K.FmaTaps(kernel.Taps{
				Rows: r.to - r.from, Count: r.taps, N: l.c,
				Y: l.c, X: l.sx * l.c, XTap: l.dx * l.c, WTap: l.c,
			}, y[r.from*l.c:], x, r.x, w[(ky*l.kw+r.tap)*l.c:])
		})
	}
}

// eachRun splits the outputs of a row into runs, ascending, that read the same taps
// of a row of taps: x is where the first output finds its first tap in the input row.
func (l *Depthwise) eachRun(f func(run)) {
	lo, hi := l.interior()
	lo = max(lo, 0)
	hi = max(lo, hi)
	each := func(a, b int) {
		for ox := a; ox < b; ox++ {
			x := ox*l.sx - l.left
			p, q := max(0, ceilDiv(-x, l.dx)), min(l.kw, ceilDiv(l.w-x, l.dx))
			if p < q {
				f(run{ox, ox + 1, p, q - p, (x + p*l.dx) * l.c})
			}
		}
	}
	each(0, lo)
	if lo < hi {
		f(run{lo, hi, 0, l.kw, (lo*l.sx - l.left) * l.c})
	}
	each(hi, l.ow)
}

func (l *Depthwise) inputRow(s *Pass, n, iy int, buf []float) []float {
	at := (n*l.h + iy) * l.w * l.c
	return s.X[0].Read(s.K, at, at+l.w*l.c, buf)
}

func (l *Depthwise) outputRow(s *Pass, n, oy int) []float {
	at := (n*l.oh + oy) * l.ow * l.c
	return s.DY.Read(s.K, at, at+l.ow*l.c, l.dyrow.f32)
}

// Backward computes dx row by row.
func (l *Depthwise) Backward(s *Pass) {
	if s.DX[0] == nil {
		return
	}
	w := l.block.W.Read(s.K, 0, l.block.Rows*l.c, l.wideDX.f32)
	for n := range s.Rows {
		for iy := range l.h {
			at := (n*l.h + iy) * l.w * l.c
			dx := s.openDX(0, at, l.w*l.c, l.bwd.f32)
			l.backwardRow(s, n, iy, w, dx)
			s.DX[0].Write(s.K, at, dx)
		}
	}
}

func (l *Depthwise) backwardRow(s *Pass, n, iy int, w, dx []float) {
	lo, hi := l.backInterior()
	for ky := range l.kh {
		oy, ok := l.outputOf(iy, ky)
		if !ok {
			continue
		}
		dy, w := l.outputRow(s, n, oy), w[ky*l.kw*l.c:]
		if l.sx > 1 {
			l.backwardTaps(s, dy, w, dx)
			continue
		}
		for ix := range lo {
			l.backwardRun(s, ix, ix+1, dy, w, dx)
		}
		l.backwardRun(s, lo, hi, dy, w, dx)
		for ix := hi; ix < l.w; ix++ {
			l.backwardRun(s, ix, ix+1, dy, w, dx)
		}
	}
}

// backwardRun adds to inputs [lo, hi) of a row, which the same taps reach, what these
// send them; the stride is 1.
func (l *Depthwise) backwardRun(s *Pass, lo, hi int, dy, w, dx []float) {
	at := lo + l.left // the output whose tap 0 reads input lo
	p, q := max(0, ceilDiv(at-l.ow+1, l.dx)), min(l.kw, at/l.dx+1)
	if lo < hi && p < q {
		s.K.FmaTaps(kernel.Taps{
			Rows: hi - lo, Count: q - p, N: l.c,
			Y: l.c, X: l.c, XTap: -l.dx * l.c, WTap: l.c,
		}, dx[lo*l.c:], dy, (at-p*l.dx)*l.c, w[p*l.c:])
	}
}

// backInterior returns the inputs [lo, hi) of a row that every tap sends a gradient
// to, when the stride is 1.
func (l *Depthwise) backInterior() (int, int) {
	lo := min(max(0, (l.kw-1)*l.dx-l.left), l.w)
	return lo, max(lo, min(l.w, l.ow-l.left))
}

// backwardTaps adds to the inputs of a row what one tap after the other sends them.
func (l *Depthwise) backwardTaps(s *Pass, dy, w, dx []float) {
	for kx := range l.kw {
		lo, hi := l.columns(kx, 0, l.ow)
		if lo < hi {
			s.K.FmaTaps(kernel.Taps{
				Rows: hi - lo, Count: 1, N: l.c, Y: l.sx * l.c, X: l.c,
			}, dx[(lo*l.sx+kx*l.dx-l.left)*l.c:], dy, lo*l.c, w[kx*l.c:])
		}
	}
}

// ceilDiv is a/b rounded up, b > 0.
func ceilDiv(a, b int) int {
	if a < 0 {
		return a / b
	}
	return (a + b - 1) / b
}

// Grad computes rows (taps) of dW.
func (l *Depthwise) Grad(s *Pass, rows Span, dst []float) {
	clear(dst)
	for n := range s.Rows {
		for oy := range l.oh {
			l.gradRow(s, n, oy, rows, dst)
		}
	}
}

func (l *Depthwise) gradRow(s *Pass, n, oy int, rows Span, dst []float) {
	dy := l.outputRow(s, n, oy)
	for ky := range l.kh {
		iy, ok := l.rowOf(oy, ky)
		if !ok {
			continue
		}
		x := l.inputRow(s, n, iy, l.wideDX.f32)
		l.eachRun(func(r run) { l.gradRun(s, r, ky, x, dy, rows, dst) })
	}
}

// gradRun adds the part of one run to the taps of dW that lie in rows.
func (l *Depthwise) gradRun(s *Pass, r run, ky int, x, dy []float, rows Span, dst []float) {
	first := ky*l.kw + r.tap
	lo, hi := max(first, rows.From), min(first+r.taps, rows.To)
	if lo < hi {
		s.K.FmaTaps(kernel.Taps{
			Rows: hi - lo, Count: r.to - r.from, N: l.c,
			Y: l.c, X: l.dx * l.c, XTap: l.sx * l.c, WTap: l.c,
		}, dst[(lo-rows.From)*l.c:], x, r.x+(lo-first)*l.dx*l.c, dy[r.from*l.c:])
	}
}

// GradBias sums dy over the batch and its positions.
func (l *Depthwise) GradBias(s *Pass, dst []float) { s.sumRows(s.DY, s.Rows*l.positions(), l.c, dst) }

// Mean is the mean of each channel, borders aside.
func (l *Depthwise) Mean(s *Pass, dst []float) { s.meanRows(s.X[0], s.Rows*l.h*l.w, l.c, dst) }
