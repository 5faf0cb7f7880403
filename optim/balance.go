package optim

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// level turns mean squares into factors: the inverse square root of the root mean
// square, a share of the mean of all added (docs/backmatching.md, step 3).
func level(v []float) {
	floor := float(balanceFloor*mean(v)) + tiny
	for i, q := range v {
		v[i] = 1 / kernel.Sqrt(kernel.Sqrt(q+floor))
	}
}

func mean(v []float) (sum float) {
	for _, q := range v {
		sum += q
	}
	return sum / float(len(v))
}

// balance sets st.s to the factor of each column of the gradient: its level taken
// out, and, where keep is set, that of all columns put back. u is 1/loss scale.
func (st *state) balance(b *nn.Block, u float, keep bool) {
	st.meanSquares(b, u)
	all := kernel.Sqrt(kernel.Sqrt(mean(st.s) + tiny))
	wide := b.Cols / b.Groups
	for lo := 0; lo < b.Cols; lo += wide {
		level(st.s[lo : lo+wide])
	}
	if !keep {
		return
	}
	for i := range st.s {
		st.s[i] *= all
	}
}

// meanSquares sets st.s to the mean square of each column of the gradient and its bias.
func (st *state) meanSquares(b *nn.Block, u float) {
	s, h := st.s[:len(st.q)], st.h[:len(st.q)]
	if !b.HasBias() {
		share := u * u / float(b.Rows)
		for i, q := range st.q {
			s[i] = q * share
		}
		return
	}
	share := u * u / float(b.Rows+1)
	for i, q := range st.q {
		s[i] = (q + float(h[i]*h[i])) * share
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
