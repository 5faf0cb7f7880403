package integer

import "math"

// Rates says how far a layer moves. Rates are those of the real weights, and the
// same for q7, q15 and floating point.
type Rates struct {
	Eta float64 // the rate, before decay
	Tau float64 // the longest step, as a share of the norm of the parameters
}

// DefaultRates are those of nets with convolutions.
func DefaultRates() Rates { return Rates{Eta: 10, Tau: 0.02} }

// rate returns the rate of a layer whose gradient and parameters have these norms:
// eta·decay, but no step longer than tau·decay·(param + 0.001).
func (r Rates) rate(grad, param, decay float64) float64 {
	rate := float64(r.Eta * decay)
	longest := float64(float64(r.Tau*decay) * (param + 1e-3))
	if float64(grad*rate) > longest {
		return longest / grad
	}
	return rate
}

// Inverse is the decay 1/√(1 + step/200), for learning without an end.
func Inverse(step int) float64 { return 1 / math.Sqrt(1+float64(step)/200) }

// Linearly is the decay 1 - step/steps.
func Linearly(step, steps int) float64 { return 1 - float64(step)/float64(steps) }
