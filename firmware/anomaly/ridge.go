package anomaly

import "math"

// learn finds the coefficients by ridge regression over rows, [row × channel].
func (a *autoregression) learn(rows []float64) {
	c, n := len(a.z), len(a.before)
	a.standard.learn(rows)
	gram := make([]float64, n*n)
	clear(a.weights)
	a.eachPair(rows, func() {
		for i, u := range a.before {
			for j := range i + 1 {
				gram[i*n+j] += float64(u * a.before[j])
			}
			for j, v := range a.z {
				a.weights[i*c+j] += float64(u * v)
			}
		}
	})
	for i := range n {
		gram[i*n+i] += ridge
	}
	cholesky(gram, n)
	a.solve(gram)
	a.learnScale(rows)
}

// solve replaces each column of weights by gram⁻¹ times it; factor is that of gram.
func (a *autoregression) solve(factor []float64) {
	c := len(a.z)
	column := make([]float64, len(a.before))
	for j := range c {
		for i := range column {
			column[i] = a.weights[i*c+j]
		}
		forward(factor, column)
		backward(factor, column)
		for i, v := range column {
			a.weights[i*c+j] = v
		}
	}
}

// eachPair visits every row that has two before it, as deviations: those in before,
// itself in z.
func (a *autoregression) eachPair(rows []float64, visit func()) {
	a.clear()
	for at := 0; at < len(rows); at += len(a.z) {
		copy(a.z, rows[at:])
		a.apply(a.z)
		if a.known >= lags {
			visit()
		}
		a.push()
	}
}

// learnScale measures the deviation of each residual.
func (a *autoregression) learnScale(rows []float64) {
	c := len(a.z)
	sum, squares := make([]float64, c), make([]float64, c)
	a.eachPair(rows, func() {
		a.foresee()
		for j, v := range a.left {
			sum[j] += v
			squares[j] += float64(v * v)
		}
	})
	n := float64(len(rows)/c - lags)
	for j := range c {
		mean := sum[j] / n
		a.scale[j] = math.Sqrt(max(0, squares[j]/n-float64(mean*mean))) + 1e-6
	}
}
