package nn

// BatchNorm normalises each channel over samples and positions:
// y = gamma·(x-mean)/sqrt(var+eps) + beta. In training mode the batch's own mean
// and (biased) variance are used and the running ones follow; frozen, the running
// ones are used and only gamma and beta learn. Ioffe and Szegedy, arXiv
// 1502.03167, algorithm 1. The kept input is normalised again in Backward.
type BatchNorm struct {
	block     Block
	positions int
	frozen    bool
	mean, va  Tensor // running statistics
	scale     Tensor // gamma/sigma of this pass
	shift     Tensor // beta - mean·gamma/sigma
	sum       Tensor // batch mean; in Backward the sum of dy
	sumX      Tensor // batch variance; in Backward the sum of dy·xhat
	norm      Tensor // 1/sigma, and then -mean/sigma
}

const (
	bnEps      = 1e-3
	bnMomentum = 0.99
)

func newBatchNorm(NodeSpec) Layer { return &BatchNorm{} }

// Plan plans gamma, beta, the running statistics and vectors of one pass.
func (l *BatchNorm) Plan(at *Site) (Shape, error) {
	c := at.In[0].Channels()
	l.positions, l.frozen = at.In[0].Positions(), at.FrozenStats || !at.Training
	l.block.Rows, l.block.Cols, l.block.Groups = 1, c, 1
	v := Shape{c}
	at.Keep(&l.block.W, "gamma", v, F32)
	at.Keep(&l.block.B, "beta", v, F32)
	at.Keep(&l.mean, "mean", v, F32)
	at.Keep(&l.va, "variance", v, F32)
	life := At(at.Index)
	if at.Training {
		life.To = at.Backward(at.Index)
	}
	at.Buffer(&l.norm, "normaliser", Shape{2 * c}, F32, life)
	at.Buffer(&l.scale, "scale", v, F32, life)
	at.Buffer(&l.shift, "shift", v, F32, life)
	at.Buffer(&l.sum, "sum", v, F32, life)
	at.Buffer(&l.sumX, "sum of products", v, F32, life)
	return at.In[0], nil
}

func (l *BatchNorm) initialise() {
	for i := range l.va.f32 {
		l.block.W.f32[i], l.va.f32[i] = 1, 1
	}
}

// Block returns gamma (as W, one row) and beta.
func (l *BatchNorm) Block() *Block {
	if l.block.State == nil {
		v := Shape{l.block.Cols}
		l.block.State = []Named{{l.block.Name + ".mean", v, &l.mean}, {l.block.Name + ".variance", v, &l.va}}
	}
	return &l.block
}

// Traits: the input is kept, not the output.
func (l *BatchNorm) Traits() Traits { return Traits{KeepX: true, InPlaceGrad: true} }

// Forward costs one pass over the input frozen, three in training mode.
func (l *BatchNorm) Forward(s *Pass) {
	rows := s.Rows * l.positions
	mean, va := l.mean.f32, l.va.f32
	if s.Train && !l.frozen {
		mean, va = l.sum.f32, l.sumX.f32
		l.statistics(s, rows, mean, va)
	}
	l.normalise(mean, va)
	c := l.block.Cols
	for r := range rows {
		x := s.X[0].Read(s.K, r*c, r*c+c, s.Row[0])
		s.K.Affine(s.Row[1][:c], x, l.scale.f32, l.shift.f32)
		s.Y.Write(s.K, r*c, s.Row[1][:c])
	}
}

// statistics computes mean and biased variance of the batch and moves the running
// ones.
func (l *BatchNorm) statistics(s *Pass, rows int, mean, va []float) {
	c := l.block.Cols
	s.meanRows(s.X[0], rows, c, mean)
	clear(va)
	d := s.Row[1][:c]
	for r := range rows {
		copy(d, s.X[0].Read(s.K, r*c, r*c+c, s.Row[0]))
		s.K.Axpy(d, -1, mean)
		s.K.Square(va, d)
	}
	s.K.Scale(va, 1/float(rows))
	follow(l.mean.f32, mean)
	follow(l.va.f32, va)
}

// follow moves a running statistic towards that of the batch.
func follow(run, now []float) {
	for i, v := range now {
		run[i] = float(bnMomentum*run[i]) + float((1-bnMomentum)*v)
	}
}

// normalise turns statistics into one multiplication and addition per value.
func (l *BatchNorm) normalise(mean, va []float) {
	c := l.block.Cols
	inv, off := l.norm.f32[:c], l.norm.f32[c:]
	for i := range inv {
		inv[i] = 1 / sqrt(va[i]+bnEps)
		off[i] = -mean[i] * inv[i]
		l.scale.f32[i] = l.block.W.f32[i] * inv[i]
		l.shift.f32[i] = float(l.block.W.f32[i]*off[i]) + l.block.B.f32[i]
	}
}

// Backward: with xhat the normalised input and M values per channel,
// dx = gamma/sigma·(dy - sum(dy)/M - xhat·sum(dy·xhat)/M); frozen statistics
// leave gamma/sigma·dy.
func (l *BatchNorm) Backward(s *Pass) {
	rows := s.Rows * l.positions
	l.sums(s, rows)
	if s.DX[0] == nil {
		return
	}
	c := l.block.Cols
	for r := range rows {
		dy := s.load(s.DY, r*c, r*c+c)
		if !l.frozen {
			l.project(s, r, rows, dy)
		}
		for i, v := range dy {
			dy[i] = v * l.scale.f32[i]
		}
		s.emit(0, r*c, dy)
	}
}

// project removes from dy what the batch's own mean and variance took away.
func (l *BatchNorm) project(s *Pass, r, rows int, dy []float) {
	xhat, inv := l.xhat(s, r), 1/float(rows)
	for i, h := range xhat {
		dy[i] -= float(l.sum.f32[i]*inv) + float(h*float(l.sumX.f32[i]*inv))
	}
}

// xhat returns the normalised input of row r.
func (l *BatchNorm) xhat(s *Pass, r int) []float {
	c := l.block.Cols
	x := s.X[0].Read(s.K, r*c, r*c+c, s.Row[1])
	out := s.Row[1][:c]
	s.K.Affine(out, x, l.norm.f32[:c], l.norm.f32[c:])
	return out
}

// sums computes the sums of dy and of dy·xhat: the gradients of beta and gamma.
func (l *BatchNorm) sums(s *Pass, rows int) {
	c := l.block.Cols
	clear(l.sum.f32)
	clear(l.sumX.f32)
	for r := range rows {
		xhat := l.xhat(s, r)
		dy := s.DY.Read(s.K, r*c, r*c+c, s.Row[0])
		s.K.Add(l.sum.f32, dy)
		for i, v := range dy {
			l.sumX.f32[i] = float(v*xhat[i]) + l.sumX.f32[i]
		}
	}
}

// Grad is the gradient of gamma, summed in Backward.
func (l *BatchNorm) Grad(_ *Pass, _ Span, dst []float) { copy(dst, l.sumX.f32) }

// GradBias is the gradient of beta.
func (l *BatchNorm) GradBias(_ *Pass, dst []float) { copy(dst, l.sum.f32) }

// Mean is not asked of a layer whose W multiplies no input.
func (l *BatchNorm) Mean(*Pass, []float) {}
