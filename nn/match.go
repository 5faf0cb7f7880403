package nn

// Match is the state of the back-matching walk at one point of the net
// (docs/backmatching.md, the product of scalars): F, the product of the input-side
// factors of everything above, and the gain of each channel between this point and
// the next linear layer above.
type Match struct {
	F     float
	Gain  []float // per channel
	C     float   // curvature of the parameters of the node just visited
	HasC  bool
	Parts int // how many readers of this point have joined
}

// NewMatch returns a state wide enough for any node of the net that s belongs to.
func NewMatch(s *Pass) *Match { return &Match{Gain: make([]float, 0, len(s.Row[0]))} }

// Matcher is a layer that takes part in the walk: it sets C for its parameters,
// and turns the state at its output into that at its input. A layer that is no
// Matcher leaves the state as it is.
type Matcher interface{ Match(s *Pass, m *Match) }

// Reset forgets the last walk.
func (m *Match) Reset() { m.Parts, m.HasC = 0, false }

// Start begins the walk at the head, whose factor is the local Hessian of the loss.
func (m *Match) Start(s *Pass) {
	m.Parts, m.F = 1, s.HeadFactor
	m.ones(s.Y.Shape[1:].Channels())
}

// Join hands the state at the input of a node, m's owner's output, to m. A point
// that several nodes read adds their factors (a residual branch: F·(1+f)).
func (m *Match) Join(above *Match) {
	m.Parts++
	if m.Parts == 1 {
		m.F = above.F
		m.Gain = append(m.Gain[:0], above.Gain...)
		return
	}
	if m.Parts == 2 {
		m.F *= m.mean()
		m.ones(len(m.Gain))
	}
	m.F += float(above.F * above.mean())
}

func (m *Match) ones(n int) {
	m.Gain = m.Gain[:0]
	for range n {
		m.Gain = append(m.Gain, 1)
	}
}

func (m *Match) mean() float {
	var sum float
	for _, g := range m.Gain {
		sum += g
	}
	return sum / float(len(m.Gain))
}

// fold gives the state the gains of channels alone: those of a flattened map are
// averaged over its positions.
func (m *Match) fold(channels int) {
	n := len(m.Gain) / channels
	if n <= 1 {
		return
	}
	for c := range channels {
		var sum float
		for p := range n {
			sum += m.Gain[p*channels+c]
		}
		m.Gain[c] = sum / float(n)
	}
	m.Gain = m.Gain[:channels]
}

// curvature sets C = m·mean(gain)·F.
func (m *Match) curvature(mW float) { m.C, m.HasC = mW*m.mean()*m.F, true }

// through multiplies F by the factor of a linear layer, fused with the gains of its
// outputs, and starts new gains for its c inputs: f = ratio·Σ gain·|W|²/c.
func (m *Match) through(s *Pass, b *Block, ratio float, c int) {
	m.fold(b.Cols)
	var f float
	rows := s.Row[1][:b.Cols]
	clear(rows)
	for r := range b.Rows {
		for lo := 0; lo < b.Cols; lo += chunk {
			hi := min(lo+chunk, b.Cols)
			s.K.Square(rows[lo:hi], b.W.Read(s.K, r*b.Cols+lo, r*b.Cols+hi, s.Row[0]))
		}
	}
	for i, g := range m.Gain {
		f += float(g * rows[i])
	}
	m.F *= ratio * f / float(c)
	m.ones(c)
}

// Match of Dense: m = mean |x|² + 1, the trace bound.
func (l *Dense) Match(s *Pass, m *Match) {
	m.curvature(s.meanSquare(*s.X[0], l.in) + l.block.biasInputs(1))
	m.through(s, &l.block, 1, l.in)
}

// biasInputs is the square of the bias input, 1 at each of p positions.
func (b *Block) biasInputs(p int) float {
	if b.NoBias {
		return 0
	}
	return float(p)
}

// meanSquare is the sum of squares of x over the batch, divided by its samples.
func (s *Pass) meanSquare(x Tensor, width int) float {
	var sum float
	for lo := 0; lo < s.Rows*width; lo += chunk {
		hi := min(lo+chunk, s.Rows*width)
		sum += s.K.SumSq(x.Read(s.K, lo, hi, s.Row[0]))
	}
	return sum / float(s.Rows)
}

// Match of Conv: as Dense on the rows of patches; every input position counts as
// often as windows read it.
func (l *Conv) Match(s *Pass, m *Match) {
	m.curvature(l.window.patchSquare(s)/float(l.groups) + l.block.biasInputs(l.positions()))
	m.through(s, &l.block, float(l.positions())/float(l.h*l.w), l.c)
}

// Match of Depthwise: each channel is a group.
func (l *Depthwise) Match(s *Pass, m *Match) {
	m.curvature(l.window.patchSquare(s)/float(l.c) + l.block.biasInputs(l.positions()))
	m.through(s, &l.block, float(l.positions())/float(l.h*l.w), l.c)
}

// patchSquare is the sum of squares of all patches, divided by the samples.
func (g *window) patchSquare(s *Pass) float {
	var sum float
	for n := range s.Rows {
		for pos := range g.h * g.w {
			reads := 0
			g.eachOutputOf(pos/g.w, pos%g.w, func(int, int) { reads++ })
			at := (n*g.h*g.w + pos) * g.c
			sum += float(float(reads) * s.K.SumSq(s.X[0].Read(s.K, at, at+g.c, s.Row[0])))
		}
	}
	return sum / float(s.Rows)
}

// Match of BatchNorm: gamma sees P unit inputs; the gain is (gamma/sigma)².
func (l *BatchNorm) Match(_ *Pass, m *Match) {
	m.fold(l.block.Cols)
	m.curvature(float(l.positions))
	for i := range m.Gain {
		w := l.block.W.f32[i]
		m.Gain[i] *= float(w*w) / (l.used.f32[l.block.Cols+i] + l.eps)
	}
}

// Match of ReLU: the gain is the share of active units.
func (l *ReLU) Match(s *Pass, m *Match) {
	s.activationGain(m, func(y float) float {
		if y > 0 && y < l.limit {
			return 1
		}
		return 0
	})
}

// Match of LeakyReLU: the mean square of its slope.
func (l *LeakyReLU) Match(s *Pass, m *Match) {
	s.activationGain(m, func(y float) float {
		if y < 0 {
			return l.slope * l.slope
		}
		return 1
	})
}

// Match of Squash: the mean square of its derivative.
func (l *Squash) Match(s *Pass, m *Match) {
	s.activationGain(m, func(y float) float { d := l.d(y); return d * d })
}

// activationGain multiplies the gains by the mean of f over samples and positions.
func (s *Pass) activationGain(m *Match, f func(y float) float) {
	c := s.Y.Shape.Channels()
	m.fold(c)
	rows := s.used(s.Y) / c
	gain := s.Row[1][:c]
	clear(gain)
	for r := range rows {
		for i, y := range s.Y.Read(s.K, r*c, r*c+c, s.Row[0]) {
			gain[i] += f(y)
		}
	}
	for i, g := range gain {
		m.Gain[i] *= g / float(rows)
	}
}

// Match of MaxPool: each output reads one of its inputs.
func (l *MaxPool) Match(_ *Pass, m *Match) {
	m.F *= float(l.positions()) / float(l.h*l.w)
}

// Match of AvgPool: 1/k² where windows are disjoint.
func (l *AvgPool) Match(_ *Pass, m *Match) {
	m.F *= float(l.positions()) / float(l.kh*l.kw*l.h*l.w)
}

// Match of GlobalPool: 1/P², positions taken as unrelated.
func (l *GlobalPool) Match(_ *Pass, m *Match) {
	m.F /= float(l.positions) * float(l.positions)
}
