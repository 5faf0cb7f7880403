package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
)

// The centred balanced step in integers (docs/backmatching.md, steps 1 to 8): the
// mean of the input is taken out of the gradient,
//
//	H = dW - db·xbar
//
// each row of it is balanced by the inverse square root of its root mean square, and
// the layer moves by Tau of its own length, less where the gradient is smaller than
// it used to be. H is exact but for xbar, which is rounded to 2^-8 of a unit of an
// int8 activation, or to a unit of an int16 one. The balance is a factor of a row,
// like the scale of a channel: QAS and balance together are one multiplier.
type centring struct {
	xbar  []float32 // running mean of each input channel, in real units
	v     float64   // running mean square of the step
	steps int

	units  []int32   // xbar in units of the activation, of this step
	q, hx  []float64 // of each row, in real units: squares of H, product of H and xbar
	factor []float64 // of each row
	peak   []int64   // largest H of each row
	widest []int32   // largest weight of each row
}

func (m *centring) plan(pl *planning, layer string, channels, rows int, back nn.Life) {
	hold(pl, &m.xbar, layer+".input mean", channels)
	buffer(pl, &m.units, layer+".input mean in units", channels, back)
	buffer(pl, &m.q, layer+".row norms", rows, back)
	buffer(pl, &m.hx, layer+".centring", rows, back)
	buffer(pl, &m.factor, layer+".balance", rows, back)
	buffer(pl, &m.peak, layer+".row peaks", rows, back)
	buffer(pl, &m.widest, layer+".weight peaks", rows, back)
}

const (
	meanDecay    = 0.99 // most that the running mean keeps of itself
	balanceFloor = 1e-3 // share of the mean square in the balance of a row
	leastLength  = 1e-3 // that a layer of zeros is given
	smallest     = 1e-30
)

// updateCentred moves the parameters of one layer.
func (n *Net[X, A]) updateCentred(l *Linear[X, A], decay float64) {
	l.followMean(&n.pass)
	n.measure(l, l.measureRow)
	l.balance()
	length := l.stepNorm()
	m := &l.mean
	m.steps++
	if m.steps == 1 {
		m.v = length
	} else {
		m.v += (length - m.v) / float64(m.steps)
	}
	if length == 0 {
		return
	}
	rate := float64(float64(n.options.Tau*decay)*(l.paramNorm()+leastLength)) / (math.Sqrt(max(m.v, length)) + smallest)
	l.updateBiasCentred(&n.pass, rate) // before a weight scale changes, in which db is
	n.apply(l, func(c int, dw []A) { l.updateRowCentred(&n.pass, c, dw, float64(rate*m.factor[c])) })
}

// followMean moves the running mean of the input towards that of this step: the
// plain average at first, an exponential one later.
func (l *Linear[X, A]) followMean(p *pass) {
	x := l.x
	m := &l.mean
	channels := len(m.xbar)
	count := p.rows * l.conv.In.H * l.conv.In.W
	keep := min(meanDecay, 1-1/float64(m.steps+1))
	for c := range m.xbar {
		var sum int64
		for i := range count {
			sum += int64(int32(x.v[i*channels+c]) - x.zero)
		}
		now := float64(x.scale*float64(sum)) / float64(count)
		m.xbar[c] = float32(float64(keep*float64(m.xbar[c])) + float64((1-keep)*now))
		// Tiny scales and large means of the past may not fit: the mean of a full range
		// is all that a unit can say.
		units := math.Floor(float64(float64(m.xbar[c])/x.scale*float64(int64(1)<<l.meanBits)) + 0.5)
		m.units[c] = int32(min(max(units, -1<<17), 1<<17))
	}
}

// unitsOf returns the input's mean, in units, under the weights of channel c; it
// repeats for every tap.
func (l *Linear[X, A]) unitsOf(c int) []int32 {
	per := l.conv.In.C / l.conv.Groups
	first := c / (l.conv.Out.C / l.conv.Groups) * per
	return l.mean.units[first : first+per]
}

// centredUnit is what one unit of H of channel c is in real weights.
func (l *Linear[X, A]) centredUnit(c int) float64 {
	return math.Ldexp(l.gradUnit(c), -l.meanBits)
}

// measureRow sums squares of H, and its product with the input's mean. The row is
// shifted to 15 bits first, so that both add up in 64.
func (l *Linear[X, A]) measureRow(c int, dw []A) {
	l.mean.peak[c] = l.peakCentred(c, dw)
	k := max(0, fixedpoint.BitLen(l.mean.peak[c])-15)
	half := int64(1) << k >> 1
	units, db := l.unitsOf(c), int64(l.db[c])
	var squares, product int64
	for at := 0; at < len(dw); at += len(units) {
		for i, u := range units {
			h := (int64(dw[at+i])<<l.meanBits - db*int64(u) + half) >> k
			squares += h * h
			product += h * int64(u)
		}
	}
	unit := math.Ldexp(l.centredUnit(c), k)
	l.mean.q[c] = float64(float64(squares) * float64(unit*unit))
	l.mean.hx[c] = float64(float64(product) * float64(unit*math.Ldexp(l.x.scale, -l.meanBits)))
}

// peakCentred returns the largest |H| of a row.
func (l *Linear[X, A]) peakCentred(c int, dw []A) (peak int64) {
	units, db := l.unitsOf(c), int64(l.db[c])
	for at := 0; at < len(dw); at += len(units) {
		for i, u := range units {
			h := int64(dw[at+i])<<l.meanBits - db*int64(u)
			peak = max(peak, h, -h)
		}
	}
	return peak
}

// realBias is the real gradient of the bias of channel c.
func (l *Linear[X, A]) realBias(c int) float64 {
	return float64(float64(l.db[c]) * (l.hScale / l.wScale[c]))
}

// balance sets the factor of each row: the inverse square root of the root mean
// square of its gradient, bias included, a share of the mean over all rows of its
// group added.
func (l *Linear[X, A]) balance() {
	m, wide := &l.mean, l.conv.Out.C/l.conv.Groups
	for from := 0; from < len(m.q); from += wide {
		var mean float64
		for c := from; c < from+wide; c++ {
			h := l.realBias(c)
			m.factor[c] = (m.q[c] + float64(h*h)) / float64(l.fanIn+1)
			mean += m.factor[c]
		}
		mean /= float64(wide)
		for c := from; c < from+wide; c++ {
			m.factor[c] = 1 / math.Sqrt(math.Sqrt(m.factor[c]+float64(balanceFloor*mean)+smallest))
		}
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

// stochasticBits is the most that Multiplier.Stochastic takes.
const stochasticBits = 45

// updateRowCentred moves the weights of channel c against rate·H. Where they might
// leave their range, it is made larger first.
func (l *Linear[X, A]) updateRowCentred(p *pass, c int, dw []A, rate float64) {
	peak := l.mean.peak[c]
	k := max(0, fixedpoint.BitLen(peak)-stochasticBits)
	step := float64(float64(rate*math.Ldexp(l.centredUnit(c), k)) * 256)
	m := fixedpoint.NewMultiplier(step / l.wScale[c])
	for grown := 0; grown < mostGrowth && m.Stochastic(peak>>k, math.MaxUint32)+int64(l.mean.widest[c]) > maxW16; grown++ {
		l.growRow(c)
		m = fixedpoint.NewMultiplier(step / l.wScale[c])
	}
	key := fixedpoint.Key(p.seed, p.step, uint32(4*l.index+1))
	units, db := l.unitsOf(c), int64(l.db[c])
	for at := 0; at < len(dw); at += len(units) {
		for i, u := range units {
			w := c*l.fanIn + at + i
			h := (int64(dw[at+i])<<l.meanBits - db*int64(u)) >> k
			l.move(w, m.Stochastic(h, fixedpoint.Rand(key, uint32(w))))
		}
	}
}

// mostGrowth bounds how often the scale of a row grows in one step: to six times.
const mostGrowth = 8

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
