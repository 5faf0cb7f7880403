package anomaly

// shrink is the share of the identity in the covariance: with few rows it keeps
// directions that never moved from counting without bound.
const shrink = 0.1

// distance is that of Mahalanobis from the normal rows, z'·C⁻¹·z, squared.
type distance struct {
	standard
	factor []float64 // lower triangle of C, C = L·L'
	edge   float64
	z      []float64
}

func newDistance(n int) distance {
	return distance{standard: newStandard(n, farFeature), factor: make([]float64, n*n), z: make([]float64, n)}
}

// learn takes the features of the normal rows and turns them into deviations.
func (d *distance) learn(x []float64) {
	d.standard.learn(x)
	n := len(d.z)
	for at := 0; at < len(x); at += n {
		d.apply(x[at : at+n])
	}
	covariance(d.factor, x, n)
	for i := range d.factor {
		d.factor[i] = float64((1 - shrink) * d.factor[i])
	}
	for i := range n {
		d.factor[i*n+i] += shrink
	}
	cholesky(d.factor, n)
}

// of returns the distance of a row of features.
func (d *distance) of(row []float64) float64 {
	copy(d.z, row)
	d.apply(d.z)
	forward(d.factor, d.z)
	var sum float64
	for _, v := range d.z {
		sum += float64(v * v)
	}
	return sum
}

// covariance fills c, [n × n], with that of x, [row × n].
func covariance(c, x []float64, n int) {
	mean := make([]float64, n)
	rows := float64(len(x) / n)
	for i, v := range x {
		mean[i%n] += v / rows
	}
	clear(c)
	for at := 0; at < len(x); at += n {
		for i := range n {
			a := x[at+i] - mean[i]
			for j := range i + 1 {
				c[i*n+j] += float64(a * (x[at+j] - mean[j]))
			}
		}
	}
	for i := range n {
		for j := range i + 1 {
			c[i*n+j] /= rows - 1
			c[j*n+i] = c[i*n+j]
		}
	}
}
