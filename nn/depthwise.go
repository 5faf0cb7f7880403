package nn

import "edgetune/internal/kernel"

// Depthwise is a convolution of each channel by itself: weights [taps × channel],
// as many outputs as inputs.
type Depthwise struct {
	linear
	window
	spec   NodeSpec
	banks  [2]bank   // rows of the input, in float32, of Forward and of Grad
	sends  bank      // rows of dy in Backward
	dyrows Tensor    // rows of dy, widened, in Grad and in Backward with a stride
	wide   [2]Tensor // the weights, widened, in Forward and Backward
	runs   []kernel.Run
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

// planRows plans rows between zeros and, for float16, widened weights and rows of dy.
func (l *Depthwise) planRows(at *Site, taps int) {
	reach := (l.kh-1)*l.dy + 1
	l.runs = make([]kernel.Run, 0, max(l.kh, l.gradRows()))
	l.banks[0].plan(at, "input rows", l.inputs(), l.c, reach, F32, at.Index)
	half := at.DType == Half
	if half {
		at.Buffer(&l.wide[0], "wide weights", Shape{taps * l.c}, F32, At(at.Index))
	}
	if !at.Training {
		return
	}
	moment, update := at.Backward(at.Index), at.Update(at.Index)
	l.banks[1].plan(at, "input rows", l.inputs(), l.c, (l.gradRows()-1)*l.sy+reach, F32, update)
	if at.WantDX && l.sx == 1 {
		l.sends.plan(at, "gradient rows", l.outputs(), l.c, (l.kh-1)*l.dy/l.sy+1, F32, moment)
	}
	if half {
		at.Buffer(&l.wide[1], "wide weights", Shape{taps * l.c}, F32, At(moment))
		at.Buffer(&l.dyrows, "wide gradient rows", Shape{l.gradRows() * l.ow * l.c}, F32, at.Turn(at.Index))
	}
}

// gradRows is how many rows of outputs Grad takes at a time: some 32 outputs.
func (l *Depthwise) gradRows() int { return min(l.oh, max(1, 32/l.ow)) }

// Traits: the gradient of W needs x.
func (l *Depthwise) Traits() Traits { return Traits{GradX: true} }

// Forward costs taps multiply-accumulates per output.
func (l *Depthwise) Forward(s *Pass) {
	w := l.block.W.Read(s.K, 0, l.block.Rows*l.c, l.wide[0].f32)
	for n := range s.Rows {
		l.banks[0].start()
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
	in := &l.banks[0]
	lo, hi := l.tapRows(oy)
	first := oy*l.sy - l.top
	in.fill(s, s.X[0], n*l.h*l.w*l.c, first, l.endOf(oy))
	l.runs = l.runs[:0]
	for ky := lo; ky < hi; ky++ {
		l.runs = append(l.runs, kernel.Run{A: in.row(first + ky*l.dy), B: ky * l.kw * l.c})
	}
	s.K.FmaTaps(kernel.Taps{
		Rows: l.ow, Count: l.kw, N: l.c,
		Y: l.c, X: l.sx * l.c, XTap: l.dx * l.c, WTap: l.c,
	}, l.runs, y, in.buf.f32, w)
}

// outputRows reads rows [oy, to) of dy of sample n.
func (l *Depthwise) outputRows(s *Pass, n, oy, to int) []float {
	row := l.ow * l.c
	return s.DY.Read(s.K, (n*l.oh+oy)*row, (n*l.oh+to)*row, l.dyrows.f32)
}

// Backward computes dx row by row.
func (l *Depthwise) Backward(s *Pass) {
	if s.DX[0] == nil {
		return
	}
	w := l.block.W.Read(s.K, 0, l.block.Rows*l.c, l.wide[1].f32)
	for n := range s.Rows {
		l.sends.start()
		for iy := range l.h {
			at := (n*l.h + iy) * l.w * l.c
			dx := s.openDX(0, at, l.w*l.c, l.bwd.f32)
			if l.sx > 1 {
				l.backwardStrided(s, n, iy, w, dx)
			} else {
				l.backwardRow(s, n, iy, w, dx)
			}
			s.DX[0].Write(s.K, at, dx)
		}
	}
}

func (l *Depthwise) backwardRow(s *Pass, n, iy int, w, dx []float) {
	last := min((iy+l.top)/l.sy+1, l.oh)
	l.sends.fill(s, s.DY, n*l.positions()*l.c, last-l.sends.slots, last)
	l.runs = l.runs[:0]
	for ky := range l.kh {
		if oy, ok := l.outputOf(iy, ky); ok {
			l.runs = append(l.runs, kernel.Run{A: l.sends.row(oy) + (l.kw-1)*l.dx*l.c, B: ky * l.kw * l.c})
		}
	}
	s.K.FmaTaps(kernel.Taps{
		Rows: l.w, Count: l.kw, N: l.c,
		Y: l.c, X: l.c, XTap: -l.dx * l.c, WTap: l.c,
	}, l.runs, dx, l.sends.buf.f32, w)
}

// backwardStrided is backwardRow with a stride.
func (l *Depthwise) backwardStrided(s *Pass, n, iy int, w, dx []float) {
	for ky := range l.kh {
		if oy, ok := l.outputOf(iy, ky); ok {
			l.backwardTaps(s, l.outputRows(s, n, oy, oy+1), w[ky*l.kw*l.c:], dx)
		}
	}
}

// backwardTaps adds to the inputs of a row what one tap after the other sends them.
func (l *Depthwise) backwardTaps(s *Pass, dy, w, dx []float) {
	for kx := range l.kw {
		lo, hi := l.columns(kx, 0, l.ow)
		if lo < hi {
			s.K.FmaTaps(kernel.Taps{
				Rows: hi - lo, Count: 1, N: l.c, Y: l.sx * l.c, X: l.c,
			}, append(l.runs[:0], kernel.Run{A: lo * l.c, B: kx * l.c}), dx[(lo*l.sx+kx*l.dx-l.left)*l.c:], dy, w)
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

// Grad computes rows (taps) of dW, some rows of outputs at a time.
func (l *Depthwise) Grad(s *Pass, rows Span, dst []float) {
	clear(dst)
	in := &l.banks[1]
	for n := range s.Rows {
		in.start()
		for oy := 0; oy < l.oh; oy += l.gradRows() {
			to := min(oy+l.gradRows(), l.oh)
			in.fill(s, s.X[0], n*l.h*l.w*l.c, oy*l.sy-l.top, l.endOf(to-1))
			dy := l.outputRows(s, n, oy, to)
			for ky := range l.kh {
				l.gradTaps(s, ky, oy, to, dy, rows, dst)
			}
		}
	}
}

// gradTaps adds the part of output rows [oy, to) to those taps of row ky that lie in
// rows.
func (l *Depthwise) gradTaps(s *Pass, ky, oy, to int, dy []float, rows Span, dst []float) {
	first := ky * l.kw
	lo, hi := max(first, rows.From), min(first+l.kw, rows.To)
	if lo >= hi {
		return
	}
	l.runs = l.runs[:0]
	for y := oy; y < to; y++ {
		if iy, ok := l.rowOf(y, ky); ok {
			l.runs = append(l.runs, kernel.Run{A: l.banks[1].row(iy) + (lo-first)*l.dx*l.c, B: (y - oy) * l.ow * l.c})
		}
	}
	s.K.FmaTaps(kernel.Taps{
		Rows: hi - lo, Count: l.ow, N: l.c,
		Y: l.c, X: l.dx * l.c, XTap: l.sx * l.c, WTap: l.c,
	}, l.runs, dst[(lo-rows.From)*l.c:], l.banks[1].buf.f32, dy)
}

// GradBias sums dy over the batch and its positions.
func (l *Depthwise) GradBias(s *Pass, dst []float) { s.sumRows(s.DY, s.Rows*l.positions(), l.c, dst) }

// Mean is the mean of each channel, borders aside.
func (l *Depthwise) Mean(s *Pass, dst []float) { s.meanRows(s.X[0], s.Rows*l.h*l.w, l.c, dst) }
