package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// The centred balanced step in integers (docs/backmatching.md, steps 1 to 8): the
// mean of the input is taken out of the gradient,
//
//	H = dW - db·xbar
//
// the rows of it are balanced among themselves by the square root of their root mean
// squares, and the layer moves by Tau of its own length, less in proportion where the
// gradient is smaller than it used to be. A row of H is rounded to 15 bits of its
// largest, which is all that its norm and its step see. The balance is a factor of a
// row, like the scale of a channel: QAS and balance together are one multiplier.
type centring struct {
	xbar  []uint32          // running mean of each input channel, in real units, see Soft.Short
	v2    fixedpoint.Scalar // running mean square of the step
	w2    fixedpoint.Scalar // square of the length of the parameters, as it was measured last
	steps int

	units   []int32             // xbar in units of the activation and 2^-meanBits, of this step
	row     []int32             // units under every weight of a row
	q       []fixedpoint.Scalar // squares of H of each row, in real units
	bias    []fixedpoint.Scalar // step of each bias: its gradient less the product of H and xbar
	factor  []fixedpoint.Scalar // of each row
	peak    []int64             // largest H of each row
	widest  []int32             // no weight of a row is larger; 0: not known
	v       []int16             // a row in 16 bits
	key     uint32              // of the random numbers of this step
	moments kernel.Moments
	narrow  kernel.Rounding
	move    kernel.Move
}

// planMean plans what takes the mean of the input out of the gradient.
func (m *centring) planMean(pl *planning, layer string, channels, fanIn int, back nn.Life) {
	hold(pl, &m.xbar, layer+".input mean", channels)
	buffer(pl, &m.units, layer+".input mean in units", channels, back)
	buffer(pl, &m.v, layer+".row that moves", fanIn, back)
}

// planRows plans what is measured of each row. Biases that learn alone need it too.
func (m *centring) planRows(pl *planning, layer string, rows int, back nn.Life) {
	buffer(pl, &m.q, layer+".row norms", rows, back)
	buffer(pl, &m.bias, layer+".centring", rows, back)
	buffer(pl, &m.factor, layer+".balance", rows, back)
	buffer(pl, &m.peak, layer+".row peaks", rows, back)
}

const (
	meanDecay    = 0.99 // most that the running mean keeps of itself
	balanceFloor = 1e-3 // share of the mean square in the balance of a row
	leastLength  = 1e-3 // that a layer of zeros is given
	smallest     = 1e-30
	rowBits      = 15 // of the largest H of a row
)

// updateCentred moves the parameters of one layer.
func (n *Net[X, A]) updateCentred(l *Linear[X, A], decay fixedpoint.Scalar) {
	m, factored := &l.mean, l.factored()
	m.key = fixedpoint.Key(n.pass.seed, n.pass.step, uint32(4*l.index+1))
	l.followMean(&n.pass)
	l.startRows()
	if factored {
		l.measureFactors(l.positions(n.pass.rows))
	} else {
		l.spreadMean(0)
		n.measure(l, func(c int, dw []A) { l.measureRow(&n.pass, c, dw) })
	}
	l.balance()
	rate, moves := n.centredRate(l, decay)
	if !moves {
		return
	}
	l.updateBiasCentred(&n.pass, rate) // before a weight scale changes, in which db is
	if factored {                      // computed again
		l.moveFactors(l.positions(n.pass.rows), rate)
		return
	}
	raw := l.twice()
	n.apply(l, func(c int, dw []A) {
		if raw {
			l.centre(c, dw)
		}
		l.updateRowCentred(c, dw, rate.Mul(m.factor[c]))
	})
}

// centredRate is the rate of a layer; false where nothing moves.
func (n *Net[X, A]) centredRate(l *Linear[X, A], decay fixedpoint.Scalar) (fixedpoint.Scalar, bool) {
	m, length := &l.mean, l.stepNorm()
	weigh := !l.factored() || m.weighs(l.index)
	m.steps++
	if m.steps == 1 {
		m.v2 = length
	} else {
		m.v2 = m.v2.Add(length.Sub(m.v2).Div(fixedpoint.Whole(int64(m.steps))))
	}
	if !length.Positive() {
		return 0, false
	}
	if weigh {
		m.w2 = l.paramSquare()
	}
	longest := n.options.share(decay).Mul(m.w2.Sqrt().Add(fixedpoint.Real(leastLength)))
	return longest.Div(m.v2.Max(length).Sqrt().Add(fixedpoint.Real(smallest))), true
}

// The length of a layer that is moved by its factors is measured in each of the first
// steps, which are the longest, and then in one of several, in other steps for other
// layers, as package optim does it.
const (
	weighFirst = 8
	weighEvery = 8
)

func (m *centring) weighs(layer int) bool {
	return m.w2 == 0 || m.steps < weighFirst || (m.steps+layer)%weighEvery == 0
}

// followMean moves the running mean of the input towards that of this step: the
// plain average at first, an exponential one later.
func (l *Linear[X, A]) followMean(p *pass) {
	x := l.x
	m := &l.mean
	count := p.rows * l.conv.In.H * l.conv.In.W
	l.sumInput(count)
	share, units := x.scale.Div(fixedpoint.Whole(int64(count))), fixedpoint.Power(l.meanBits).Div(x.scale)
	keep := fixedpoint.Real(meanDecay).Min(one().Sub(fixedpoint.Ratio(1, int64(m.steps+1))))
	rest := one().Sub(keep)
	for c, b := range m.xbar {
		now := share.Mul(fixedpoint.Whole(int64(l.inputSum[c])))
		m.xbar[c] = keep.Mul(fixedpoint.Long(b)).Add(rest.Mul(now)).Short()
		// Tiny scales and large means of the past may not fit: the mean of a full range
		// is all that a unit can say.
		m.units[c] = int32(saturate(fixedpoint.Long(m.xbar[c]).Mul(units).Round(), l.mostMean))
	}
}

// sumInput sums every channel of count positions of the input, less its zero point.
func (l *Linear[X, A]) sumInput(count int) {
	channels, one, zero := len(l.inputSum), l.conv.One(), X(l.x.zero)
	clear(l.inputSum)
	for c := 0; c < channels; c += len(one) {
		l.loops.Taps(l.inputSum[c:min(c+len(one), channels)], l.x.v[c:], channels, one, 0, count, zero)
	}
}

// spreadMean writes the input's mean under every weight of group g, once for each tap.
func (l *Linear[X, A]) spreadMean(g int) {
	per := l.conv.In.C / l.conv.Groups
	for row := l.mean.row; len(row) > 0; row = row[per:] {
		copy(row[:per], l.mean.units[g*per:])
	}
}

// centre takes the mean out of the gradient of channel c, and returns the largest H.
func (l *Linear[X, A]) centre(c int, dw []A) (peak int64) {
	if l.conv.Groups > 1 {
		l.spreadMean(c / (l.conv.Out.C / l.conv.Groups))
	}
	return l.rows.centre(dw, l.mean.row, l.db[c])
}

// startRows measures the rows as if nothing but biases learned.
func (l *Linear[X, A]) startRows() {
	m := &l.mean
	clear(m.q)
	for c := range m.bias {
		b := l.realBias(c)
		m.bias[c], m.factor[c] = b, b.Mul(b)
	}
}

// measureRow centres a row and sums its squares, and its product with the mean.
func (l *Linear[X, A]) measureRow(p *pass, c int, dw []A) {
	m := &l.mean
	m.peak[c] = 0
	if l.db[c] == 0 && l.positions(p.rows) == 1 {
		return // all of it is 0
	}
	m.peak[c] = l.centre(c, dw)
	k := rowShift(m.peak[c])
	m.moments = kernel.Moments{Shift: int32(k)}
	l.rows.moments(dw, m.row, &m.moments)
	unit := l.gradUnit(c).Times2(k)
	m.q[c] = fixedpoint.Whole(m.moments.Squares).Mul(unit.Mul(unit))
	m.bias[c] = m.bias[c].Sub(fixedpoint.Whole(m.moments.Product).Mul(unit.Mul(l.x.scale.Times2(-l.meanBits))))
}

// rowShift is how many bits a row of this peak is rounded by.
func rowShift(peak int64) int { return max(0, fixedpoint.BitLen(peak)-rowBits) }

// centreWith returns the loop of q7: the product of the bias gradient and the mean is
// taken to 31 bits.
func centreWith(s *kernel.Set) func(dw, u []int32, bias int32) int64 {
	m := new(kernel.Mean)
	return func(dw, u []int32, bias int32) int64 {
		*m = kernel.Mean{}
		if bias != 0 {
			up := 31 - fixedpoint.BitLen(max(int64(bias), -int64(bias)))
			m.Bias, m.Shift = bias<<up, int32(up-(31-meanBitsQ7))
		}
		s.CentreInt(dw, u, m)
		return int64(m.Peak)
	}
}

// realBias is the real gradient of the bias of channel c.
func (l *Linear[X, A]) realBias(c int) fixedpoint.Scalar {
	return fixedpoint.Whole(int64(l.db[c])).Mul(l.hScale.Div(l.wScale[c]))
}

// balance sets the factor of each row: the inverse square root of the root mean
// square of its gradient, bias included, a share of the mean over all rows of its
// group added; then the level that this takes away is given back to all.
func (l *Linear[X, A]) balance() {
	m, wide := &l.mean, l.conv.Out.C/l.conv.Groups
	term, least := fixedpoint.Ratio(1, int64(l.fanIn+1)), fixedpoint.Real(smallest)
	var all fixedpoint.Scalar
	for from := 0; from < len(m.q); from += wide {
		var sum fixedpoint.Scalar
		for c := from; c < from+wide; c++ {
			m.factor[c] = m.q[c].Add(m.factor[c]).Mul(term)
			sum = sum.Add(m.factor[c])
		}
		all = all.Add(sum)
		floor := fixedpoint.Real(balanceFloor).Mul(sum.Div(fixedpoint.Whole(int64(wide))))
		for c := from; c < from+wide; c++ {
			m.factor[c] = one().Div(m.factor[c].Add(floor).Add(least).Sqrt().Sqrt())
		}
	}
	level := all.Div(fixedpoint.Whole(int64(len(m.factor)))).Add(least).Sqrt().Sqrt()
	for c := range m.factor {
		m.factor[c] = m.factor[c].Mul(level)
	}
}

// stepNorm is the squared length of the balanced step.
func (l *Linear[X, A]) stepNorm() (sum fixedpoint.Scalar) {
	for c, f := range l.mean.factor {
		b := l.mean.bias[c]
		sum = sum.Add(f.Mul(f).Mul(l.mean.q[c].Add(b.Mul(b))))
	}
	return sum
}

// updateBiasCentred moves the biases so that the layer's function moves as if its
// input had mean 0.
func (l *Linear[X, A]) updateBiasCentred(p *pass, rate fixedpoint.Scalar) {
	key := fixedpoint.Key(p.seed, p.step, uint32(4*l.index+2))
	rate = rate.Div(l.bScale)
	for c := range l.b {
		step := rate.Mul(l.mean.factor[c]).Mul(l.mean.bias[c])
		dither := fixedpoint.Whole(int64(fixedpoint.Rand(key, uint32(c)))).Times2(-32)
		l.moveBias(c, saturate(step.Add(dither).Floor(), math.MaxInt32))
	}
}
