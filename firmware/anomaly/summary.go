package anomaly

import (
	"fmt"
	"math"
)

// Summary turns samples that come faster than about one a second into rows for a
// [Detector]: mean and deviation of each channel over so many samples. Of one sample
// a row it passes the values on.
type Summary struct {
	channels, steps int
	n               int
	sum, squares    []float64
	row             []float32
}

// NewSummary makes a row of each steps samples of so many channels.
func NewSummary(channels, steps int) (*Summary, error) {
	if channels < 1 || channels > MostChannels || steps < 1 {
		return nil, fmt.Errorf("firmware/anomaly: %d samples of %d channels; give at least one sample, and 1 to %d channels", steps, channels, MostChannels)
	}
	s := &Summary{channels: channels, steps: steps, sum: make([]float64, channels), squares: make([]float64, channels)}
	s.row = make([]float32, s.Width())
	if s.Width() > MostChannels {
		return nil, fmt.Errorf("firmware/anomaly: mean and deviation of %d channels are more than %d values; choose fewer channels", channels, MostChannels)
	}
	return s, nil
}

// Width returns the number of values of a row.
func (s *Summary) Width() int {
	if s.steps == 1 {
		return s.channels
	}
	return 2 * s.channels
}

// Add takes a sample and returns a row when it is complete; the row is valid until
// the next call. A sample with a value that is not finite is left out. It allocates
// nothing.
func (s *Summary) Add(sample []float32) ([]float32, bool) {
	for _, v := range sample[:s.channels] {
		if v-v != 0 {
			return nil, false
		}
	}
	if s.steps == 1 {
		copy(s.row, sample)
		return s.row, true
	}
	for i := range s.sum {
		v := float64(sample[i])
		s.sum[i] += v
		s.squares[i] += float64(v * v)
	}
	s.n++
	if s.n < s.steps {
		return nil, false
	}
	return s.finish(), true
}

// Window takes a whole window, planar [channel × step], of which length steps are
// valid, and returns its row. It needs no samples before.
func (s *Summary) Window(values []float32, steps, length int) []float32 {
	for c := range s.channels {
		s.sum[c], s.squares[c] = 0, 0
		for _, x := range values[c*steps : c*steps+length] {
			v := float64(x)
			s.sum[c] += v
			s.squares[c] += float64(v * v)
		}
	}
	s.n = max(length, 1)
	return s.finish()
}

func (s *Summary) finish() []float32 {
	n := float64(s.n)
	for i := range s.sum {
		mean := s.sum[i] / n
		s.row[i] = float32(mean)
		if s.steps > 1 {
			s.row[s.channels+i] = float32(math.Sqrt(max(0, s.squares[i]/n-float64(mean*mean))))
		}
	}
	s.Reset()
	return s.row
}

// Reset forgets the samples of a row that has begun.
func (s *Summary) Reset() {
	s.n = 0
	clear(s.sum)
	clear(s.squares)
}
