package integer

import "edgetune/fixedpoint"

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
	// Momentum smooths the steps, see momentum.go.
	Momentum bool
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
func (r Rates) rate(grad, param, decay fixedpoint.Scalar) fixedpoint.Scalar {
	rate, tau := fixedpoint.Real(r.Eta).Mul(decay), fixedpoint.Real(r.Tau)
	longest := tau.Mul(decay).Mul(param.Add(fixedpoint.Real(leastLength)))
	if tau.Positive() && longest.Less(grad.Mul(rate)) {
		return longest.Div(grad)
	}
	return rate
}

// share is the step of a layer under the centred rule, as a share of its length.
func (r Rates) share(decay fixedpoint.Scalar) fixedpoint.Scalar {
	return fixedpoint.Real(r.Tau).Min(fixedpoint.Real(maxTau)).Mul(decay)
}

// told is how much longer or shorter the centred step is for the windows of each class
// in a batch, as in package optim. classes is 0 where there are none.
func (r Rates) told(rows, classes int) fixedpoint.Scalar {
	if r.Rule != Centred || classes < 2 {
		return one()
	}
	return fixedpoint.Ratio(int64(min(rows, mostWindows*classes)), int64(classes)).Sqrt()
}

// decay is the schedule of step steps, counted from 0: linear to the end of a stream
// of known length, else that of package optim for one without an end.
func (o *Options) decay(step int) fixedpoint.Scalar {
	switch {
	case o.Steps > 0:
		return Linearly(min(step, o.Steps), o.Steps)
	case o.Rule == Centred:
		return Fade(step)
	}
	return one()
}

// Fade is the decay 1/(1 + step/50), not below a tenth, of the centred step where the
// stream's length is unknown.
func Fade(step int) fixedpoint.Scalar {
	return fixedpoint.Ratio(1, 10).Max(one().Div(one().Add(fixedpoint.Ratio(int64(step), 50))))
}

// Inverse is the decay 1/√(1 + step/200), for learning without an end.
func Inverse(step int) fixedpoint.Scalar {
	return one().Div(one().Add(fixedpoint.Ratio(int64(step), 200)).Sqrt())
}

// Linearly is the decay 1 - step/steps.
func Linearly(step, steps int) fixedpoint.Scalar {
	return one().Sub(fixedpoint.Ratio(int64(step), int64(steps)))
}

func one() fixedpoint.Scalar { return fixedpoint.Power(0) }
