package nn

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
		l.eachTap(ky, func(tap, ox, ix int) {
			s.K.Fma(y[ox:][:l.c], x[ix:][:l.c], w[tap:][:l.c])
		})
	}
}

func (l *Depthwise) inputRow(s *Pass, n, iy int, buf []float) []float {
	at := (n*l.h + iy) * l.w * l.c
	return s.X[0].Read(s.K, at, at+l.w*l.c, buf)
}

func (l *Depthwise) outputRow(s *Pass, n, oy int) []float {
	at := (n*l.oh + oy) * l.ow * l.c
	return s.DY.Read(s.K, at, at+l.ow*l.c, l.dyrow.f32)
}

// eachTap calls f with the offsets of the channel vectors of weight, output and
// input, taps ascending, for every output that tap row ky reaches.
func (l *Depthwise) eachTap(ky int, f func(tap, ox, ix int)) {
	for kx := range l.kw {
		lo, hi := l.columns(kx, 0, l.ow)
		for ox := lo; ox < hi; ox++ {
			f((ky*l.kw+kx)*l.c, ox*l.c, (ox*l.sx+kx*l.dx-l.left)*l.c)
		}
	}
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
		dy := l.outputRow(s, n, oy)
		l.eachTap(ky, func(tap, ox, ix int) {
			s.K.Fma(dx[ix:][:l.c], dy[ox:][:l.c], w[tap:][:l.c])
		})
	}
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
		l.eachTap(ky, func(tap, ox, ix int) {
			if r := tap - rows.From*l.c; r >= 0 && tap < rows.To*l.c {
				s.K.Fma(dst[r:][:l.c], x[ix:][:l.c], dy[ox:][:l.c])
			}
		})
	}
}

// GradBias sums dy over the batch and its positions.
func (l *Depthwise) GradBias(s *Pass, dst []float) { s.sumRows(s.DY, s.Rows*l.positions(), l.c, dst) }

// Mean is the mean of each channel, borders aside.
func (l *Depthwise) Mean(s *Pass, dst []float) { s.meanRows(s.X[0], s.Rows*l.h*l.w, l.c, dst) }
