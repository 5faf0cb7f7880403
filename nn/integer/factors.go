package integer

import (
	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// factors measure and move a layer of few positions without its gradient. Where d_i is how
// far position i of the input lies from the running mean, the centred gradient of row c is
// H = Σ h_ic·d_i: its square is hᵀ·G·h with G = D·Dᵀ, and its product with the mean is
// Σ h_ic·(d_i·xbar). Both are sums of integers. The row is added up once, when it moves.
type factors struct {
	level []int16 // xbar, in units of the activation and 2^-kernel.DeviationBits
	d     []int16 // [positions × inputs], in units of the activation and 2^-bits
	peak  []int32 // largest |d| of each position
	gram  []int64 // G, lower triangle, in units of d² and 2^gramShift
	along []int64 // products of d and level, in units of 2^alongShift
	h     []int16 // of a row

	bits, gramShift, alongShift int
	rounding                    kernel.Rounding
	one                         [1]int16
}

const (
	mostFactors = 16 // positions that are worth it
	gramBits    = 23 // with them and h of 15 bits, squares fit 63
	alongBits   = 40
	sumBits     = 30 // of the sums of a row
)

// factored reports whether the layer never has its gradient.
func (l *Linear[X, A]) factored() bool {
	return l.deviate != nil && l.centres && l.part == nn.Weights && l.flat() && l.positions(l.y.shape.N) <= mostFactors
}

func (f *factors) plan(pl *planning, layer string, positions, fanIn int, back nn.Life) {
	buffer(pl, &f.level, layer+".level", fanIn, back)
	buffer(pl, &f.d, layer+".deviations", positions*fanIn, back)
	buffer(pl, &f.peak, layer+".deviation peaks", positions, back)
	buffer(pl, &f.gram, layer+".products of deviations", positions*positions, back)
	buffer(pl, &f.along, layer+".products with the mean", positions, back)
	buffer(pl, &f.h, layer+".backward value of a row", positions, back)
}

// factorise finds the deviations of n positions and their products.
func (l *Linear[X, A]) factorise(n int) {
	f, in := &l.factors, l.fanIn
	for k, u := range l.mean.units {
		f.level[k] = int16(roundedShift(int64(u), l.meanBits-kernel.DeviationBits))
	}
	var most int32
	for i := range n {
		d := f.d[i*in : (i+1)*in]
		l.deviate(d, l.x.v[i*in:(i+1)*in], X(l.x.zero), f.level)
		f.peak[i] = f.scale(l.kernels, d, 0)
		most = max(most, f.peak[i])
	}
	up := 15 - fixedpoint.BitLen(int64(most))
	for i := range n {
		f.peak[i] = f.scale(l.kernels, f.d[i*in:(i+1)*in], up)
	}
	f.bits = kernel.DeviationBits + up
	f.multiply(l.kernels, n, in)
}

// scale multiplies d by 2^up and returns the largest value.
func (f *factors) scale(s *kernel.Set, d []int16, up int) int32 {
	f.one[0], f.rounding = 1, kernel.Rounding{Shift: int32(-up)}
	s.CombineInt16(d, f.one[:], d, len(d), &f.rounding)
	return f.rounding.Peak
}

// multiply finds the products of the deviations, as many bits of them as sums have room for.
func (f *factors) multiply(s *kernel.Set, n, in int) {
	var square, along int64
	clear(f.gram)
	clear(f.along)
	s.DotsInt16(f.along[:n], f.level, f.d, in)
	for i := range n {
		s.DotsInt16(f.gram[i*n:i*n+i+1], f.d[i*in:(i+1)*in], f.d, in)
		square = max(square, f.gram[i*n+i])
		along = max(along, f.along[i], -f.along[i])
	}
	f.gramShift = max(0, fixedpoint.BitLen(square)-gramBits)
	f.alongShift = max(0, fixedpoint.BitLen(along)-alongBits)
	for i := range n {
		f.along[i] = roundedShift(f.along[i], f.alongShift)
		for j := range i + 1 {
			f.gram[i*n+j] = roundedShift(f.gram[i*n+j], f.gramShift)
		}
	}
}

func roundedShift(v int64, s int) int64 { return (v + int64(1)<<s>>1) >> s }

// moments returns the square of H of a row, and its product with the mean.
func (f *factors) moments(h []int16) (square, product int64) {
	n := len(h)
	for i, v := range h {
		if v == 0 {
			continue
		}
		g, a := f.gram[i*n:i*n+i+1], int64(v)
		sum := a * g[i]
		for j, b := range h[:i] {
			sum += 2 * int64(b) * g[j]
		}
		square += a * sum
		product += a * f.along[i]
	}
	return max(square, 0), product
}

// row gathers the backward values of channel c.
func (f *factors) row(h []int16, c, channels, n int) []int16 {
	for i := range n {
		f.h[i] = h[i*channels+c]
	}
	return f.h[:n]
}

// measureFactors measures the rows that learn.
func (l *Linear[X, A]) measureFactors(n int) {
	m, f := &l.mean, &l.factors
	l.factorise(n)
	square := f.gramShift - 2*f.bits
	product := l.x.scale.Times2(f.alongShift - f.bits - kernel.DeviationBits)
	for _, s := range l.channels {
		for c := s.From; c < s.To; c++ {
			q, hx := f.moments(f.row(l.h, c, l.conv.Out.C, n))
			unit := l.gradUnit(c)
			m.q[c] = fixedpoint.Whole(q).Mul(unit.Mul(unit)).Times2(square)
			m.bias[c] = m.bias[c].Sub(fixedpoint.Whole(hx).Mul(product.Mul(unit)))
		}
	}
}

// moveFactors moves the rows that learn against rate·H.
func (l *Linear[X, A]) moveFactors(n int, rate fixedpoint.Scalar) {
	f := &l.factors
	rate = rate.Mul(l.hScale).Mul(l.x.scale).Times2(8 - f.bits)
	for _, s := range l.channels {
		for c := s.From; c < s.To; c++ {
			step := rate.Mul(l.mean.factor[c])
			if n == 1 {
				l.moveRow(c, f.d[:l.fanIn], f.peak[0], step.Mul(fixedpoint.Whole(int64(l.h[c]))))
			} else {
				l.moveSum(c, n, step)
			}
		}
	}
}

// moveSum adds up the row of channel c, in as many bits as a move takes, and moves the
// weights against it.
func (l *Linear[X, A]) moveSum(c, n int, step fixedpoint.Scalar) {
	f := &l.factors
	h := f.row(l.h, c, l.conv.Out.C, n)
	var most int64
	for i, v := range h {
		most += max(int64(v), -int64(v)) * int64(f.peak[i])
	}
	if most == 0 {
		l.moveRow(c, l.mean.v, 0, 0)
		return
	}
	down := max(0, fixedpoint.BitLen(most)-sumBits)
	for i, v := range h {
		h[i] = int16(roundedShift(int64(v), down))
	}
	e := step.Div(l.wScale[c].Mul(l.wScale[c])).Exponent()
	shift := min(fixedpoint.BitLen(most)-rowBits, -1-e) - down
	f.rounding = kernel.Rounding{Shift: int32(max(shift, -rowBits))}
	l.kernels.CombineInt16(l.mean.v, h, f.d, l.fanIn, &f.rounding)
	l.moveRow(c, l.mean.v, f.rounding.Peak, step.Times2(down+int(f.rounding.Shift)))
}
