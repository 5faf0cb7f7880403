package anomaly

import "fmt"

// Errors turns how badly a net rebuilds its input into scores, beside which nobody sets
// a threshold: the logarithm of the ratio of an error to what 95 % of the first ones stay
// below. 0 is the edge of normal.
type Errors struct {
	fit   int
	early []float64
	edge  float64
}

// ErrorAlarm is the score of an alarm: an error e² times the edge of normal. It is half
// of [AlarmAbove], which is for two views.
const ErrorAlarm = AlarmAbove / 2

// NewErrors takes the first fit errors for normal; 0: 400.
func NewErrors(fit int) (*Errors, error) {
	if fit == 0 {
		fit = DefaultFit
	}
	if fit < LeastFit || fit > MostFit {
		return nil, fmt.Errorf("firmware/anomaly: %d errors to learn normal from; give %d to %d", fit, LeastFit, MostFit)
	}
	return &Errors{fit: fit, early: make([]float64, 0, fit)}, nil
}

// Restart forgets what is normal.
func (e *Errors) Restart() { e.early = e.early[:0] }

// Add takes the mean square error of the next row. It allocates nothing.
func (e *Errors) Add(squares float32) Result {
	v := float64(squares)
	if len(e.early) < e.fit {
		if v-v == 0 {
			e.early = append(e.early, v)
		}
		if len(e.early) == e.fit {
			e.edge = quantile(e.early, edge)
		}
		return Result{}
	}
	s := float32(logRatio(v, e.edge))
	return Result{Score: s, Alarm: s > ErrorAlarm, Fitted: true}
}
