package workload

import (
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer"
	"edgetune/nn/quantise"
)

// calibrationRows find the ranges of a workload's activations.
const calibrationRows = 16

// integers builds the net of a workload in integers. It learns by the centred step.
func integers(s nn.Spec, c Config) (nn.Net, error) {
	m, err := nn.Build(s, nn.Options{Seed: 1})
	if err != nil {
		return nil, err
	}
	rows := make([]float32, calibrationRows*s.Input.Len())
	for i := range rows {
		rows[i] = fixedpoint.Normal(fixedpoint.Key(2, 1, 0), uint32(i))
	}
	return quantise.Convert(m, rows, quantise.Options{
		DType: c.DType, Batch: c.Batch,
		Options: integer.Options{Rates: integer.DefaultRates(), Seed: 1, Infer: c.Infer, Kernels: c.Kernels},
	})
}
