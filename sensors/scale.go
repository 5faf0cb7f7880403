package sensors

import (
	"fmt"
	"math"
)

// scale multiplies each channel by a factor of its own, so that one constant of a
// later step fits all channels.
type scale struct {
	l       Layout
	factors []float32 // [channel]
}

func newScale(step Step, in Layout) (stage, error) {
	if len(step.Factors) != in.Channels {
		return nil, fmt.Errorf("%d factors for %d channels; give each one", len(step.Factors), in.Channels)
	}
	for i, f := range step.Factors {
		if !(math.Abs(float64(f)) <= math.MaxFloat32) || f == 0 {
			return nil, fmt.Errorf("factor %d is %g; give a finite number that is not 0", i, f)
		}
	}
	return scale{in, step.Factors}, nil
}

func (s scale) layout() Layout { return s.l }

func (s scale) apply(dst, src []float32, length int) int {
	n := s.l.Height * s.l.Steps
	for c, f := range s.factors {
		to := dst[c*n : c*n+n]
		for i, x := range src[c*n : c*n+n] {
			to[i] = x * f
		}
	}
	return length
}
