package op

import (
	"fmt"

	"edgetune/internal/kernel"
)

// SVDF is a dense layer over time, factored into features and their history
// (singular value decomposition filter). Every step it projects x to Units·Rank
// features, remembers the last Memory of each, and weighs them over time. T is the
// type of the history and of its weights.
type SVDF[T Value] struct {
	Batch, In           int
	Units, Rank, Memory int
	Zero                int32   // the zero point of x
	Feature             []int8  // [units·rank × in]
	Time                []T     // [units·rank × memory]
	Bias                []int32 // [units], or nil
	Inner               Output  // from features to history; one multiplier
	Output              Output  // from sums over time to y; one multiplier
}

// Check reports what does not fit together.
func (s *SVDF[T]) Check() error {
	f := s.Units * s.Rank
	switch {
	case s.Batch < 1 || s.In < 1 || s.Memory < 1 || f < 1:
		return fmt.Errorf("op: svdf: batch %d, in %d, units %d, rank %d, memory %d: each needs 1 or more", s.Batch, s.In, s.Units, s.Rank, s.Memory)
	case len(s.Feature) != f*s.In || len(s.Time) != f*s.Memory:
		return fmt.Errorf("op: svdf: %d and %d weights, want %d and %d", len(s.Feature), len(s.Time), f*s.In, f*s.Memory)
	case len(s.Bias) != 0 && len(s.Bias) != s.Units:
		return fmt.Errorf("op: svdf: %d biases for %d units", len(s.Bias), s.Units)
	}
	if err := s.Inner.check("svdf features", 1); err != nil {
		return err
	}
	return s.Output.check("svdf", 1)
}

// State returns how many values the history has.
func (s *SVDF[T]) State() int { return s.Batch * s.Units * s.Rank * s.Memory }

// Run takes one step: y [batch × units] of x [batch × in]. state is the history
// [batch × units·rank × memory], zero in the beginning.
func (s *SVDF[T]) Run(y, x []int8, state []T) {
	f := s.Units * s.Rank
	for n := range s.Batch {
		history := state[n*f*s.Memory : (n+1)*f*s.Memory]
		for i := range f {
			h := history[i*s.Memory : (i+1)*s.Memory]
			copy(h, h[1:])
			h[s.Memory-1] = T(s.feature(x[n*s.In:(n+1)*s.In], s.Feature[i*s.In:(i+1)*s.In]))
		}
		for u := range s.Units {
			y[n*s.Units+u] = int8(s.Output.Quantise(s.unit(history, u), 0))
		}
	}
}

func (s *SVDF[T]) feature(x, w []int8) int32 {
	sum := kernel.DotInt8(x, w) - s.Zero*kernel.SumInt8(w)
	return s.Inner.Quantise(int64(sum), 0)
}

// unit weighs the history of the features of unit u.
func (s *SVDF[T]) unit(history []T, u int) int64 {
	var sum int64
	if s.Bias != nil {
		sum = int64(s.Bias[u])
	}
	from, n := u*s.Rank*s.Memory, s.Rank*s.Memory
	for i, w := range s.Time[from : from+n] {
		sum += int64(history[from+i]) * int64(w)
	}
	return sum
}
