package anomaly

import "math"

// standard is mean and deviation of each column of normal rows.
type standard struct {
	mean, std []float64
	far       float64 // deviations that count at most
}

func newStandard(n int, far float64) standard {
	return standard{mean: make([]float64, n), std: make([]float64, n), far: far}
}

// learn measures x, [row × column].
func (s *standard) learn(x []float64) {
	n := len(s.mean)
	rows := float64(len(x) / n)
	clear(s.mean)
	clear(s.std)
	for i, v := range x {
		s.mean[i%n] += v
	}
	for i := range s.mean {
		s.mean[i] /= rows
	}
	for i, v := range x {
		d := v - s.mean[i%n]
		s.std[i%n] += float64(d * d)
	}
	for i, v := range s.std {
		// A column that never moved must not make every later move infinite.
		least := float64(1e-6 * (math.Abs(s.mean[i]) + 1e-3))
		s.std[i] = math.Sqrt(v/rows) + least
	}
}

// apply turns a row, in place, into deviations.
func (s *standard) apply(row []float64) {
	for i, v := range row {
		row[i] = max(-s.far, min(s.far, (v-s.mean[i])/s.std[i]))
	}
}
