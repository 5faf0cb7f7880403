package rehearsal

import (
	"edgetune/firmware"
	"edgetune/nn"
	"edgetune/nn/integer"
	"edgetune/nn/quantise"
)

// build builds a net of the recipe's type, which learns where o has an optimiser.
func (r Recipe) build(s nn.Spec, o nn.Options) (firmware.Net, error) {
	if !o.DType.Integer() {
		m, err := nn.Build(s, o)
		if err != nil {
			return nil, err
		}
		return m, nil
	}
	q := quantise.Options{DType: o.DType, Batch: o.Batch}
	q.Rates, q.Seed, q.Learn, q.Budget = r.integerRates(), o.Seed, o.Learn, o.Budget
	q.Kernels, q.Teachers, q.Infer = o.Kernels, o.Teachers, o.Optimizer == nil
	return quantise.Empty(s, q)
}

// integerRates are Rates of a net in integers. They have no momentum: the average of the
// weights is all that smooths.
func (r Recipe) integerRates() integer.Rates {
	if r.Rates.Rates != "constant" {
		i := integer.DefaultRates()
		if r.Rates.Tau > 0 {
			i.Tau = r.Rates.Tau
		}
		return i
	}
	return integer.Rates{Rule: integer.Capped, Eta: r.Rates.Eta, Tau: max(r.Rates.Tau, 0)}
}
