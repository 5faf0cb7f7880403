package sensors

import (
	"math"

	"edgetune/fixedpoint"
)

// imu replaces every three channels, the axes of a sensor, by twelve numbers:
// the mean of each axis (how it is held), the logarithm of its deviation, how each
// two axes go together (correlations xy, xz, yz), and of the length of the vector
// the mean and the logarithms of its deviation and of its mean change (how lively):
// [sensor × 12]. Spectra come from the steps magnitude and bands.
type imu struct {
	in      Layout
	eps     float32
	lengths []float32 // [step]
}

const imuValues = 12

func newIMU(step Step, in Layout) (stage, error) {
	if err := needAxes(in); err != nil {
		return nil, err
	}
	s := &imu{in: in, eps: statsEps, lengths: make([]float32, in.Steps)}
	if step.Eps > 0 {
		s.eps = float32(step.Eps)
	}
	return s, nil
}

func (s *imu) layout() Layout { return single(s.in.Channels / 3 * imuValues) }

func (s *imu) apply(dst, src []float32, length int) int {
	n := s.in.Steps
	length = max(length, 1)
	for i := range s.in.Channels / 3 {
		var axes [3][]float32
		for a := range axes {
			axes[a] = src[(3*i+a)*n:][:length]
		}
		s.sensor(dst[i*imuValues:][:imuValues], axes)
	}
	return 1
}

func (s *imu) sensor(dst []float32, axes [3][]float32) {
	lengths := s.lengths[:len(axes[0])]
	for t := range lengths {
		lengths[t] = vectorLength(axes[0][t], axes[1][t], axes[2][t])
	}
	for a, x := range axes {
		dst[a] = mean(x, 0)
		dst[3+a] = fixedpoint.Log(deviation(x) + s.eps)
	}
	dst[6], dst[7], dst[8] = correlation(axes[0], axes[1]), correlation(axes[0], axes[2]), correlation(axes[1], axes[2])
	dst[9] = mean(lengths, 0)
	dst[10] = fixedpoint.Log(deviation(lengths) + s.eps)
	dst[11] = fixedpoint.Log(absDiff(lengths, 0) + s.eps)
}

// correlation returns that of two channels, 0 where one stands still.
func correlation(x, y []float32) float32 {
	mx, my := mean64(x), mean64(y)
	var xx, yy, xy float64
	for i, v := range x {
		a, b := float64(v)-mx, float64(y[i])-my
		xx += float64(a * a)
		yy += float64(b * b)
		xy += float64(a * b)
	}
	if !(xx > 0 && yy > 0) {
		return 0
	}
	return float32(xy / (math.Sqrt(xx) * math.Sqrt(yy)))
}
