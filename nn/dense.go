package nn

// Dense computes y = x·W + b for x [batch × in], W [in × out], b [out]. An input
// of more axes is read as one vector.
type Dense struct {
	linear
	in, out int
}

func newDense(s NodeSpec) Layer { return &Dense{out: s.Out, linear: linear{noBias: s.NoBias}} }

// Plan plans the parameters and room for the accumulators of a whole batch.
func (l *Dense) Plan(at *Site) (Shape, error) {
	l.in = at.In[0].Len()
	if !fits(maxWeights, l.in, l.out) {
		return nil, errWeights(l.in, l.out)
	}
	l.planBlock(at, l.in, l.out, 1, l.in)
	l.block.Factors = at.Batch
	l.planTiles(at, at.Batch*l.out, at.Batch*l.in)
	return Shape{l.out}, nil
}

// Traits: the gradient of W needs x.
func (l *Dense) Traits() Traits { return Traits{GradX: true} }

// Forward costs batch·in·out multiply-accumulates.
func (l *Dense) Forward(s *Pass) {
	y := open(s.Y, 0, s.Rows*l.out, l.fwd.f32)
	l.setBias(y)
	gemm(s.K, s.Rows, l.out, l.in, *s.X[0], l.in, 1, l.block.W, l.out, y, l.out)
	s.Y.Write(s.K, 0, y)
}

// Backward computes dx = dy·Wᵀ.
func (l *Dense) Backward(s *Pass) {
	if s.DX[0] == nil {
		return
	}
	dx := s.openDX(0, 0, s.Rows*l.in, l.bwd.f32)
	gemmT(s.K, s.Rows, l.in, l.out, *s.DY, l.out, l.block.W, l.out, dx, l.in)
	s.DX[0].Write(s.K, 0, dx)
}

// Grad computes rows of dW = xᵀ·dy.
func (l *Dense) Grad(s *Pass, rows Span, dst []float) {
	clear(dst)
	gemm(s.K, rows.Len(), l.out, s.Rows, s.X[0].From(rows.From), 1, l.in, *s.DY, l.out, dst, l.out)
}

// GradBias sums dy over the batch.
func (l *Dense) GradBias(s *Pass, dst []float) { s.sumRows(s.DY, s.Rows, l.out, dst) }

// Mean is the mean input over the batch.
func (l *Dense) Mean(s *Pass, dst []float) { s.meanRows(s.X[0], s.Rows, l.in, dst) }
