package trust

// Fit is a channel that two others tell, as a square function of both: the mass of
// water in the air follows from temperature and relative humidity.
type Fit struct {
	Channel int          `json:"channel"`
	On      [2]int       `json:"on"`
	Mean    [2]float64   `json:"mean"` // of the two, and
	Std     [2]float64   `json:"std"`  // their deviation
	Coef    [fit]float64 `json:"coef"` // of 1, u, v, u², uv, v²
	Limit   float32      `json:"limit"`
}

// fit is the number of coefficients of a [Fit].
const fit = 6

// terms returns 1, u, v, u², uv, v² of the two readings, normalised.
func (f *Fit) terms(a, b float32) [fit]float64 {
	u := (float64(a) - f.Mean[0]) / f.Std[0]
	v := (float64(b) - f.Mean[1]) / f.Std[1]
	return [fit]float64{1, u, v, float64(u * u), float64(u * v), float64(v * v)}
}

// residual returns how far the channel is from what the two others tell.
func (f *Fit) residual(y, a, b float32) float32 {
	told := 0.0
	for i, t := range f.terms(a, b) {
		told += float64(f.Coef[i] * t)
	}
	return abs(float32(float64(y) - told))
}

func (f *Fit) of(channels []reading) float32 {
	return f.residual(channels[f.Channel].mean, channels[f.On[0]].mean, channels[f.On[1]].mean)
}

// solve solves the symmetric, positive equations a·x = b by elimination without
// exchanges; it reports false where they have no unique answer.
func solve(a [fit][fit]float64, b [fit]float64) (x [fit]float64, ok bool) {
	for i := range fit {
		if !(a[i][i] > 1e-9) {
			return x, false
		}
		for j := i + 1; j < fit; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < fit; k++ {
				a[j][k] -= float64(f * a[i][k])
			}
			b[j] -= float64(f * b[i])
		}
	}
	for i := fit - 1; i >= 0; i-- {
		s := b[i]
		for k := i + 1; k < fit; k++ {
			s -= float64(a[i][k] * x[k])
		}
		x[i] = s / a[i][i]
	}
	return x, true
}
