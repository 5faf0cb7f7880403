package optim

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// level turns mean squares into factors: the inverse square root of the root mean
// square, a share of the mean of all added (docs/backmatching.md, step 3).
func level(v []float) {
	var mean float
	for _, q := range v {
		mean += q
	}
	mean /= float(len(v))
	for i, q := range v {
		v[i] = 1 / kernel.Sqrt(kernel.Sqrt(q+float(balanceFloor*mean)+tiny))
	}
}

// balance sets st.s to the factor of each column of the gradient, or 1. u is 1/loss
// scale.
func (st *state) balance(b *nn.Block, u float, on bool) {
	if !on {
		st.fill(1)
		return
	}
	for i := range st.s {
		st.s[i] = st.rowSquare(b, i, u)
	}
	wide := b.Cols / b.Groups
	for lo := 0; lo < b.Cols; lo += wide {
		level(st.s[lo : lo+wide])
	}
}

// rowSquare is the mean square of one column of the gradient and its bias.
func (st *state) rowSquare(b *nn.Block, i int, u float) float {
	if !b.HasBias() {
		return st.q[i] * u * u / float(b.Rows)
	}
	return (st.q[i] + float(st.h[i]*st.h[i])) * u * u / float(b.Rows+1)
}

// keepLevel gives the balanced columns the level back that balancing took: the
// square root of the gradient's root mean square.
func (st *state) keepLevel(b *nn.Block, u float) {
	var mean float
	for i := range st.s {
		mean += st.rowSquare(b, i, u)
	}
	level := kernel.Sqrt(kernel.Sqrt(mean/float(len(st.s)) + tiny))
	for i := range st.s {
		st.s[i] *= level
	}
}

// balanceInputs multiplies each row of the gradient, and the bias row, by a factor
// of its own (step 4) and sums again what follows from the rows.
func (st *state) balanceInputs(b *nn.Block, u float) {
	clear(st.q)
	clear(st.hx)
	wide, per := b.Cols/b.Groups, b.Means/b.Groups
	for i := range b.Groups {
		lo, hi := i*wide, (i+1)*wide
		f := st.inputFactors(b, u, lo, hi)
		for r := range b.Rows {
			var x float
			if st.xbar.Bound() {
				x = st.xbar.Floats()[i*per+r%per]
			}
			st.stretch(st.row(b, r, lo, hi), f[r], x, lo)
		}
		for j := range st.h[lo:hi] {
			st.h[lo+j] *= f[len(f)-1]
		}
	}
}

// inputFactors returns the factors of the rows of columns [lo, hi), the bias last.
func (st *state) inputFactors(b *nn.Block, u float, lo, hi int) []float {
	f, s := st.each.Floats(), st.s[lo:hi]
	for r := range b.Rows {
		f[r] = meanSquare(st.row(b, r, lo, hi), s) * u * u
	}
	if !b.HasBias() {
		level(f[:b.Rows])
		f[b.Rows] = 1
		return f
	}
	f[b.Rows] = meanSquare(st.h[lo:hi], s) * u * u
	level(f)
	return f
}

func (st *state) row(b *nn.Block, r, lo, hi int) []float {
	return st.grad.Floats()[r*b.Cols:][lo:hi]
}

// meanSquare is the mean of (g*s)^2.
func meanSquare(g, s []float) float {
	var sum float
	for i, v := range g {
		v *= s[i]
		sum += float(v * v)
	}
	return sum / float(len(g))
}

// stretch multiplies columns from lo on of one row, whose input mean is x, by f.
func (st *state) stretch(g []float, f, x float, lo int) {
	q, hx := st.q[lo:], st.hx[lo:]
	for i := range g {
		g[i] *= f
		q[i] += float(g[i] * g[i])
		hx[i] += float(g[i] * x)
	}
}
