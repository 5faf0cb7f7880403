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
	Tau  float64 // the (longest) step, as a share of the norm of the parameters; at most 0.15 in Centred
}

// maxTau bounds the centred step, whatever is asked for.
const maxTau = 0.15

// mostWindows of each class in a batch lengthen the centred step.
const mostWindows = 2

// DefaultRates are the centred step as package optim takes it.
func DefaultRates() Rates { return Rates{Rule: Centred, Tau: 0.12} }

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

// share is the step of a layer under the centred rule, as a share of its length.
func (r Rates) share(decay float64) float64 { return float64(min(r.Tau, maxTau) * decay) }

// told is how much longer or shorter the centred step is for the windows of each class
// in a batch, as in package optim. classes is 0 where there are none.
func (r Rates) told(rows, classes int) float64 {
	if r.Rule != Centred || classes < 2 {
		return 1
	}
	return math.Sqrt(min(mostWindows, float64(rows)/float64(classes)))
}

// decay is the schedule of step steps, counted from 0: linear to the end of a stream
// of known length, else that of package optim for one without an end.
func (o *Options) decay(step int) float64 {
	switch {
	case o.Steps > 0:
		return max(0, Linearly(step, o.Steps))
	case o.Rule == Centred:
		return Fade(step)
	}
	return 1
}

// Fade is the decay 1/(1 + step/50), not below a tenth, of the centred step where the
// stream's length is unknown.
func Fade(step int) float64 { return max(0.1, 1/(1+float64(step)/50)) }

// Inverse is the decay 1/√(1 + step/200), for learning without an end.
func Inverse(step int) float64 { return 1 / math.Sqrt(1+float64(step)/200) }

// Linearly is the decay 1 - step/steps.
func Linearly(step, steps int) float64 { return 1 - float64(step)/float64(steps) }
