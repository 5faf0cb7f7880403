package anomaly

import "math"

// cholesky replaces the lower triangle of a, [n × n], symmetric, by L with L·L' = a.
// Callers add a positive diagonal, so every pivot is positive.
func cholesky(a []float64, n int) {
	for i := range n {
		for j := range i + 1 {
			sum := a[i*n+j]
			for k := range j {
				sum -= float64(a[i*n+k] * a[j*n+k])
			}
			if i == j {
				a[i*n+i] = math.Sqrt(max(sum, tiny))
			} else {
				a[i*n+j] = sum / a[j*n+j]
			}
		}
	}
}

// forward solves L·x = b in place.
func forward(l, b []float64) {
	n := len(b)
	for i := range n {
		sum := b[i]
		for k := range i {
			sum -= float64(l[i*n+k] * b[k])
		}
		b[i] = sum / l[i*n+i]
	}
}

// backward solves L'·x = b in place.
func backward(l, b []float64) {
	n := len(b)
	for i := n - 1; i >= 0; i-- {
		sum := b[i]
		for k := i + 1; k < n; k++ {
			sum -= float64(l[k*n+i] * b[k])
		}
		b[i] = sum / l[i*n+i]
	}
}
