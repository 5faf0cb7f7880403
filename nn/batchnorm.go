package nn

import "edgetune/internal/kernel"

// BatchNorm normalises each channel over samples and positions:
// y = gamma·(x-mean)/sqrt(var+eps) + beta. In training mode the batch's own mean
// and (biased) variance are used and the running ones follow; frozen, the running
// ones are used and only gamma and beta learn. Ioffe and Szegedy, arXiv
// 1502.03167, algorithm 1. The kept input is normalised again in Backward.
//
// All vectors of a pass repeat the channels to a whole block, so that narrow maps
// are handled in long runs.
type BatchNorm struct {
	block     Block
	positions int
	wide      int // elements of a block: a multiple of the channels
	eps       float
	frozen    bool
	mean, va  Tensor    // running statistics
	used      Tensor    // mean, variance and 1/sigma of this step [3 × channel]
	memory    [2]Tensor // of the vectors, in Forward and Backward
}

// bnVectors are the vectors of one pass, each one block long.
type bnVectors struct {
	norm, off  []float // xhat = norm·x + off
	gain, bias []float // y = gain·x + bias
	sum, sumX  []float // Forward: mean and variance; Backward: sums of dy, dy·xhat
}

const (
	bnEps      = 1e-3
	bnMomentum = 0.99
)

func newBatchNorm(s NodeSpec) Layer {
	if s.Value == 0 {
		s.Value = bnEps
	}
	return &BatchNorm{eps: float(s.Value)}
}

// Plan plans gamma, beta, the running statistics and vectors of one pass.
func (l *BatchNorm) Plan(at *Site) (Shape, error) {
	c := at.In[0].Channels()
	l.positions, l.frozen = at.In[0].Positions(), at.FrozenStats || at.Part == Nothing
	l.wide = c * max(1, chunk/c)
	l.block.Rows, l.block.Cols, l.block.Groups = 1, c, 1
	at.Keep(&l.block.W, "gamma", Shape{c}, F32)
	at.Keep(&l.block.B, "beta", Shape{c}, F32)
	at.Keep(&l.mean, "mean", Shape{c}, F32)
	at.Keep(&l.va, "variance", Shape{c}, F32)
	l.block.State = []Named{{"mean", Shape{c}, &l.mean}, {"variance", Shape{c}, &l.va}}
	l.planVectors(at)
	return at.In[0], nil
}

func (l *BatchNorm) planVectors(at *Site) {
	used := At(at.Index)
	at.Buffer(&l.memory[0], "vectors", Shape{6 * l.wide}, F32, used)
	if at.Training {
		used.To = at.Update(at.Index)
		at.Buffer(&l.memory[1], "vectors", Shape{6 * l.wide}, F32, at.Turn(at.Index))
	}
	at.Buffer(&l.used, "statistics", Shape{3 * l.block.Cols}, F32, used)
}

// vectors cuts the memory of one pass: 0 Forward, 1 Backward.
func (l *BatchNorm) vectors(pass int) bnVectors {
	m, n := l.memory[pass].f32, l.wide
	return bnVectors{m[:n], m[n : 2*n], m[2*n : 3*n], m[3*n : 4*n], m[4*n : 5*n], m[5*n : 6*n]}
}

func (l *BatchNorm) initialise() {
	for i := range l.va.f32 {
		l.block.W.f32[i], l.va.f32[i] = 1, 1
	}
}

// Block returns gamma (as W, one row) and beta.
func (l *BatchNorm) Block() *Block { return &l.block }

// Traits: the input is kept, not the output.
func (l *BatchNorm) Traits() Traits { return Traits{KeepX: true, InPlaceGrad: true} }

// Forward costs one pass over the input frozen, three in training mode.
func (l *BatchNorm) Forward(s *Pass) {
	v, c := l.vectors(0), l.block.Cols
	mean, va := l.used.f32[:c], l.used.f32[c:2*c]
	if s.Train && !l.frozen {
		l.statistics(s, v)
		copy(mean, v.sum)
		copy(va, v.sumX)
	} else {
		copy(mean, l.mean.f32)
		copy(va, l.va.f32)
	}
	for i, x := range va {
		l.used.f32[2*c+i] = 1 / sqrt(x+l.eps)
	}
	l.normalise(v)
	l.eachBlock(s, s.Y.DType == Half, func(lo, hi int) {
		y := open(s.Y, lo, hi-lo, s.Row[1])
		s.K.Affine(y, s.X[0].Read(s.K, lo, hi, s.Row[0]), v.gain, v.bias)
		s.Y.Write(s.K, lo, y)
	})
}

// eachBlock walks the elements of this step's samples, a block at a time where they
// pass through scratch, else all at once.
func (l *BatchNorm) eachBlock(s *Pass, scratch bool, f func(lo, hi int)) {
	n := s.Rows * l.positions * l.block.Cols
	step := n
	if scratch {
		step = l.wide
	}
	for lo := 0; lo < n; lo += step {
		f(lo, min(lo+step, n))
	}
}

// count is the number of values of one channel in this step.
func (l *BatchNorm) count(s *Pass) float { return float(s.Rows * l.positions) }

// statistics computes mean (v.sum) and biased variance (v.sumX) of the batch and
// moves the running ones.
func (l *BatchNorm) statistics(s *Pass, v bnVectors) {
	c := l.block.Cols
	clear(v.sum)
	clear(v.sumX)
	l.eachBlock(s, s.X[0].DType == Half, func(lo, hi int) { s.K.Add(v.sum, s.X[0].Read(s.K, lo, hi, s.Row[0])) })
	foldBlock(s.K, v.sum, c)
	s.K.Scale(v.sum[:c], 1/l.count(s))
	repeat(v.sum, c)
	l.eachBlock(s, s.X[0].DType == Half, func(lo, hi int) { s.K.Deviate(v.sumX, s.X[0].Read(s.K, lo, hi, s.Row[0]), v.sum) })
	foldBlock(s.K, v.sumX, c)
	s.K.Scale(v.sumX[:c], 1/l.count(s))
	if isFinite(s.K.Sum(v.sumX[:c])) { // an overflow must not stay
		follow(l.mean.f32, v.sum)
		follow(l.va.f32, v.sumX)
	}
}

// foldBlock adds the repetitions of the channels of v into the first.
func foldBlock(k *kernel.Set, v []float, channels int) {
	k.Add(v[:channels], v[channels:])
}

// repeat copies the first channels of v over the rest.
func repeat(v []float, channels int) {
	for at := channels; at < len(v); at += channels {
		copy(v[at:], v[:channels])
	}
}

// follow moves a running statistic towards that of the batch.
func follow(run, now []float) {
	for i := range run {
		run[i] = float(bnMomentum*run[i]) + float((1-bnMomentum)*now[i])
	}
}

// normalise turns the statistics of this step into one multiplication and addition
// per value.
func (l *BatchNorm) normalise(v bnVectors) {
	c := l.block.Cols
	mean, inverse, gamma, beta := l.used.f32[:c], l.used.f32[2*c:][:c], l.block.W.f32[:c], l.block.B.f32[:c]
	norm, off, gain, bias := v.norm[:c], v.off[:c], v.gain[:c], v.bias[:c]
	for i, x := range inverse {
		norm[i] = x
		off[i] = -mean[i] * x
		gain[i] = gamma[i] * x
		bias[i] = float(gamma[i]*off[i]) + beta[i]
	}
	v.repeat(c)
}

func (v bnVectors) repeat(channels int) {
	repeat(v.norm, channels)
	repeat(v.off, channels)
	repeat(v.gain, channels)
	repeat(v.bias, channels)
}

// Backward: with xhat the normalised input and M values per channel,
// dx = gamma/sigma·(dy - sum(dy)/M - xhat·sum(dy·xhat)/M); frozen statistics
// leave gamma/sigma·dy.
func (l *BatchNorm) Backward(s *Pass) {
	v := l.vectors(1)
	l.normalise(v)
	l.sums(s, v)
	if s.DX[0] == nil {
		return
	}
	l.project(s, v)
	l.eachBlock(s, s.Add[0] || s.DY.DType == Half, func(lo, hi int) {
		dx := s.gradRow(lo, hi-lo)
		s.K.NormGrad(dx, s.X[0].Read(s.K, lo, hi, s.Row[0]), v.norm, v.off, s.DY.Read(s.K, lo, hi, s.Row[1]), v.gain)
		s.emit(0, lo, dx)
	})
}

// sums computes the sums of dy and of dy·xhat: the gradients of beta and gamma.
func (l *BatchNorm) sums(s *Pass, v bnVectors) {
	clear(v.sum)
	clear(v.sumX)
	l.eachBlock(s, s.DY.DType == Half, func(lo, hi int) {
		s.K.NormSums(v.sum, v.sumX, s.DY.Read(s.K, lo, hi, s.Row[0]), s.X[0].Read(s.K, lo, hi, s.Row[1]), v.norm, v.off)
	})
	foldBlock(s.K, v.sum, l.block.Cols)
	foldBlock(s.K, v.sumX, l.block.Cols)
}

// project overwrites norm and off so that dx = gain·dy + norm·x + off takes away
// what the batch's own mean and variance did; frozen they become 0.
func (l *BatchNorm) project(s *Pass, v bnVectors) {
	inv := 1 / l.count(s)
	if l.frozen {
		inv = 0
	}
	for i := range l.block.Cols {
		along := -v.gain[i] * v.sumX[i] * inv
		v.off[i] = float(along*v.off[i]) - float(v.gain[i]*v.sum[i]*inv)
		v.norm[i] = along * v.norm[i]
	}
	v.repeat(l.block.Cols)
}

// Grad is the gradient of gamma, summed in Backward.
func (l *BatchNorm) Grad(_ *Pass, _ Span, dst []float) { copy(dst, l.vectors(1).sumX) }

// GradBias is the gradient of beta.
func (l *BatchNorm) GradBias(_ *Pass, dst []float) { copy(dst, l.vectors(1).sum) }

// Mean is not asked of a layer whose W multiplies no input.
func (l *BatchNorm) Mean(*Pass, []float) {}
