package pace

import (
	"fmt"
	"math"
	"time"
)

// Stats says how well a rate was kept. Jitter is how late a sample was after its
// deadline.
type Stats struct {
	Samples uint64
	Lost    uint64        // samples that were due and never taken
	Mean    time.Duration // of the jitter
	//lint:ignore ST1011 the root mean square, not milliseconds
	RMS time.Duration
	Max time.Duration

	sum, squares float64
}

// add counts one sample that came late ns after its deadline, and lost ones before.
func (s *Stats) add(late int64, lost int) {
	s.Samples++
	s.Lost += uint64(lost)
	x := float64(max(late, 0))
	s.sum += x
	s.squares += float64(x * x)
	n := float64(s.Samples)
	s.Mean = time.Duration(s.sum / n)
	s.RMS = time.Duration(math.Sqrt(s.squares / n))
	s.Max = max(s.Max, time.Duration(late))
}

// AddLost counts samples that a chip dropped by itself, when its buffer was full.
func (s *Stats) AddLost(n int) { s.Lost += uint64(n) }

// String returns one line: "600 samples, 2 lost, 41µs late on average, 3.1ms at most".
func (s Stats) String() string {
	return fmt.Sprintf("%d samples, %d lost, %v late on average, %v at most",
		s.Samples, s.Lost, s.Mean.Round(time.Microsecond), s.Max.Round(time.Microsecond))
}
