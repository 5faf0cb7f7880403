package metric

import "math"

// Errors sums the squared error of each target of a regression.
type Errors struct {
	squares []float64
	n       int
}

// NewErrors is for n targets.
func NewErrors(n int) *Errors { return &Errors{squares: make([]float64, n)} }

// Add counts one answer: a value for each target.
func (e *Errors) Add(want, got []float32) {
	for i := range e.squares {
		d := float64(got[i]) - float64(want[i])
		e.squares[i] += float64(d * d)
	}
	e.n++
}

// Len returns how many answers there are.
func (e *Errors) Len() int { return e.n }

// RMSE returns the root mean square error of each target, in its unit.
func (e *Errors) RMSE() []float64 {
	out := make([]float64, len(e.squares))
	for i, s := range e.squares {
		out[i] = math.Sqrt(s / float64(max(e.n, 1)))
	}
	return out
}

// Mean returns the mean of RMSE over the targets.
func (e *Errors) Mean() float64 {
	var sum float64
	for _, v := range e.RMSE() {
		sum += v
	}
	return sum / float64(max(len(e.squares), 1))
}
