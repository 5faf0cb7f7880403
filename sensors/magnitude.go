package sensors

import (
	"fmt"
	"math"
)

// magnitude replaces every three channels, the axes of a sensor, by the length of
// their vector: what an accelerometer feels however it is worn.
type magnitude struct{ in Layout }

func newMagnitude(_ Step, in Layout) (stage, error) {
	if err := needAxes(in); err != nil {
		return nil, err
	}
	return magnitude{in}, nil
}

// needAxes refuses channels that are no sensors of three axes.
func needAxes(in Layout) error {
	if in.Channels%3 != 0 {
		return fmt.Errorf("%d channels; give three axes for each sensor", in.Channels)
	}
	return needTime(in)
}

func (m magnitude) layout() Layout {
	out := m.in
	out.Channels /= 3
	return out
}

func (m magnitude) apply(dst, src []float32, length int) int {
	n := m.in.Steps
	for s := range m.in.Channels / 3 {
		axes := src[3*s*n:]
		to := dst[s*n : s*n+n]
		for t := range to {
			to[t] = vectorLength(axes[t], axes[n+t], axes[2*n+t])
		}
	}
	return length
}

func vectorLength(x, y, z float32) float32 {
	a, b, c := float64(x), float64(y), float64(z)
	return float32(math.Sqrt(float64(a*a) + float64(b*b) + float64(c*c)))
}
