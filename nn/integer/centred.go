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
	xbar  []float32 // running mean of each input channel, in real units
	v2    float64   // running mean square of the step
	w2    float64   // square of the length of the parameters, as it was measured last
	steps int

	units   []int32   // xbar in units of the activation and 2^-meanBits, of this step
	row     []int32   // units under every weight of a row
	q, hx   []float64 // of each row, in real units: squares of H, product of H and xbar
	factor  []float64 // of each row
	peak    []int64   // largest H of each row
	widest  []int32   // no weight of a row is larger; 0: not known
	v       []int16   // a row in 16 bits
	key     uint32    // of the random numbers of this step
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
	buffer(pl, &m.hx, layer+".centring", rows, back)
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
func (n *Net[X, A]) updateCentred(l *Linear[X, A], decay float64) {
	m, factored := &l.mean, l.factored()
	m.key = fixedpoint.Key(n.pass.seed, n.pass.step, uint32(4*l.index+1))
	l.followMean(&n.pass)
	clear(m.q)
	clear(m.hx)
	if factored {
		l.measureFactors(l.positions(n.pass.rows))
	} else {
		l.spreadMean(0)
		n.measure(l, func(c int, dw []A) { l.measureRow(&n.pass, c, dw) })
	}
	l.balance()
	length := l.stepNorm()
	weigh := !factored || m.weighs(l.index)
	m.steps++
	if m.steps == 1 {
		m.v2 = length
	} else {
		m.v2 += (length - m.v2) / float64(m.steps)
	}
	if length == 0 {
		return
	}
	if weigh {
		m.w2 = l.paramSquare()
	}
	rate := float64(n.options.share(decay)*(math.Sqrt(m.w2)+leastLength)) / (math.Sqrt(max(m.v2, length)) + smallest)
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
		l.updateRowCentred(c, dw, float64(rate*m.factor[c]))
	})
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
	keep := min(meanDecay, 1-1/float64(m.steps+1))
	l.sumInput(count)
	for c := range m.xbar {
		now := float64(x.scale*float64(l.inputSum[c])) / float64(count)
		m.xbar[c] = float32(float64(keep*float64(m.xbar[c])) + float64((1-keep)*now))
		// Tiny scales and large means of the past may not fit: the mean of a full range
		// is all that a unit can say.
		units := math.Floor(float64(float64(m.xbar[c])/x.scale*float64(int64(1)<<l.meanBits)) + 0.5)
		m.units[c] = int32(min(max(units, -l.mostMean), l.mostMean))
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

// measureRow centres a row and sums its squares, and its product with the mean.
func (l *Linear[X, A]) measureRow(p *pass, c int, dw []A) {
	m := &l.mean
	m.peak[c], m.q[c], m.hx[c] = 0, 0, 0
	if l.db[c] == 0 && l.positions(p.rows) == 1 {
		return // all of it is 0
	}
	m.peak[c] = l.centre(c, dw)
	k := rowShift(m.peak[c])
	m.moments = kernel.Moments{Shift: int32(k)}
	l.rows.moments(dw, m.row, &m.moments)
	unit := float64(l.gradUnit(c) * power(k))
	m.q[c] = float64(float64(m.moments.Squares) * float64(unit*unit))
	m.hx[c] = float64(float64(m.moments.Product) * float64(unit*float64(l.x.scale/power(l.meanBits))))
}

// power is 2^k, for k of 0 to 62.
func power(k int) float64 { return float64(int64(1) << k) }

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
func (l *Linear[X, A]) realBias(c int) float64 {
	return float64(float64(l.db[c]) * (l.hScale / l.wScale[c]))
}

// balance sets the factor of each row: the inverse square root of the root mean
// square of its gradient, bias included, a share of the mean over all rows of its
// group added; then the level that this takes away is given back to all.
func (l *Linear[X, A]) balance() {
	m, wide := &l.mean, l.conv.Out.C/l.conv.Groups
	var all float64
	for from := 0; from < len(m.q); from += wide {
		var mean float64
		for c := from; c < from+wide; c++ {
			h := l.realBias(c)
			m.factor[c] = (m.q[c] + float64(h*h)) / float64(l.fanIn+1)
			mean += m.factor[c]
		}
		all += mean
		mean /= float64(wide)
		for c := from; c < from+wide; c++ {
			m.factor[c] = 1 / math.Sqrt(math.Sqrt(m.factor[c]+float64(balanceFloor*mean)+smallest))
		}
	}
	level := math.Sqrt(math.Sqrt(all/float64(len(m.factor)) + smallest))
	for c := range m.factor {
		m.factor[c] = float64(m.factor[c] * level)
	}
}

// stepNorm is the squared length of the balanced step.
func (l *Linear[X, A]) stepNorm() (sum float64) {
	for c, f := range l.mean.factor {
		b := l.realBias(c) - l.mean.hx[c]
		sum += float64(float64(f*f) * (l.mean.q[c] + float64(b*b)))
	}
	return sum
}

// updateBiasCentred moves the biases so that the layer's function moves as if its
// input had mean 0.
func (l *Linear[X, A]) updateBiasCentred(p *pass, rate float64) {
	key := fixedpoint.Key(p.seed, p.step, uint32(4*l.index+2))
	for c := range l.b {
		step := float64(float64(rate*l.mean.factor[c])*(l.realBias(c)-l.mean.hx[c])) / l.bScale
		dither := float64(float64(fixedpoint.Rand(key, uint32(c))) * 0x1p-32)
		whole := math.Floor(min(max(step, math.MinInt32), math.MaxInt32) + dither)
		l.b[c] = int32(saturate(int64(l.b[c])-int64(whole), math.MaxInt32))
	}
}
