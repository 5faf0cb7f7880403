package nn

import "edgetune/internal/kernel"

// Depthwise is a convolution of each channel by itself: weights [taps × channel],
// as many outputs as inputs.
type Depthwise struct {
	linear
	window
	spec         NodeSpec
	xrow, dyrow  Tensor // a row of the map between zeros, in float32
	wide, wideDX Tensor // the weights, widened, or a row of the input in Grad
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
	l.planRows(at, taps)
	return g.shape(g.c), nil
}

// planRows plans rows between zeros and, for float16, widened weights.
func (l *Depthwise) planRows(at *Site, taps int) {
	wide := 0
	if at.DType == Half {
		wide = taps
	}
	now := At(at.Index)
	at.Buffer(&l.xrow, "input row", Shape{l.inputs().width * l.c}, F32, now)
	at.Buffer(&l.wide, "wide weights", Shape{wide * l.c}, F32, now)
	if at.Training {
		now = At(at.Backward(at.Index))
		at.Buffer(&l.dyrow, "gradient row", Shape{max(l.outputs().width, l.ow) * l.c}, F32, now)
		at.Buffer(&l.wideDX, "wide weights or input row", Shape{max(wide, l.inputs().width) * l.c}, F32, now)
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
		s.K.FmaTaps(kernel.Taps{
			Rows: l.ow, Count: l.kw, N: l.c,
			Y: l.c, X: l.sx * l.c, XTap: l.dx * l.c, WTap: l.c,
		}, y, x, 0, w[ky*l.kw*l.c:])
	}
}

// inputRow reads a row between zeros.
func (l *Depthwise) inputRow(s *Pass, n, iy int, buf []float) []float {
	return l.inputs().widen(s, s.X[0], buf, (n*l.h+iy)*l.w*l.c, l.c)
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
	for ky := range l.kh {
		oy, ok := l.outputOf(iy, ky)
		if !ok {
			continue
		}
		w := w[ky*l.kw*l.c:]
		if l.sx > 1 {
			l.backwardTaps(s, l.outputRow(s, n, oy), w, dx)
			continue
		}
		dy := l.outputs().widen(s, s.DY, l.dyrow.f32, (n*l.oh+oy)*l.ow*l.c, l.c)
		s.K.FmaTaps(kernel.Taps{
			Rows: l.w, Count: l.kw, N: l.c,
			Y: l.c, X: l.c, XTap: -l.dx * l.c, WTap: l.c,
		}, dx, dy, (l.kw-1)*l.dx*l.c, w)
	}
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
		l.gradTaps(s, ky, x, dy, rows, dst)
	}
}

// gradTaps adds the part of one row to those of its taps that lie in rows.
func (l *Depthwise) gradTaps(s *Pass, ky int, x, dy []float, rows Span, dst []float) {
	first := ky * l.kw
	lo, hi := max(first, rows.From), min(first+l.kw, rows.To)
	if lo < hi {
		s.K.FmaTaps(kernel.Taps{
			Rows: hi - lo, Count: l.ow, N: l.c,
			Y: l.c, X: l.dx * l.c, XTap: l.sx * l.c, WTap: l.c,
		}, dst[(lo-rows.From)*l.c:], x, (lo-first)*l.dx*l.c, dy)
	}
}

// GradBias sums dy over the batch and its positions.
func (l *Depthwise) GradBias(s *Pass, dst []float) { s.sumRows(s.DY, s.Rows*l.positions(), l.c, dst) }

// Mean is the mean of each channel, borders aside.
func (l *Depthwise) Mean(s *Pass, dst []float) { s.meanRows(s.X[0], s.Rows*l.h*l.w, l.c, dst) }
