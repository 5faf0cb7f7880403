package integer

import "math"

// Rule is how the length of a layer's step is found.
type Rule uint8

const (
	Capped  Rule = iota // a rate times the gradient, no longer than a share of the layer
	Centred             // the centred balanced step, see centred.go
)

// Rates says how far a layer moves. Rates are those of the real weights, and the
// same for q7, q15 and floating point.
type Rates struct {
	Rule Rule
	Eta  float64 // the rate of Capped, before decay
	Tau  float64 // the (longest) step, as a share of the norm of the parameters
}

// DefaultRates are the centred step at 0.08 of a layer's length.
func DefaultRates() Rates { return Rates{Rule: Centred, Tau: 0.08} }

// CappedRates go with nets of convolutions.
func CappedRates() Rates { return Rates{Rule: Capped, Eta: 10, Tau: 0.02} }

// rate returns the rate of a layer whose gradient and parameters have these norms:
// eta·decay, but no step longer than tau·decay·(param + 0.001).
func (r Rates) rate(grad, param, decay float64) float64 {
	rate := float64(r.Eta * decay)
	longest := float64(float64(r.Tau*decay) * (param + 1e-3))
	if r.Tau > 0 && float64(grad*rate) > longest {
		return longest / grad
	}
	return rate
}

// Inverse is the decay 1/√(1 + step/200), for learning without an end.
func Inverse(step int) float64 { return 1 / math.Sqrt(1+float64(step)/200) }

// Linearly is the decay 1 - step/steps.
func Linearly(step, steps int) float64 { return 1 - float64(step)/float64(steps) }
