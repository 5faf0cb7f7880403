package main

import (
	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/internal/workload"
	"edgetune/nn"
	"edgetune/nn/zoo"
	"edgetune/optim"
)

// nets are those of the workloads W1 to W5.
var nets = []string{"har-cnn", "ad-autoencoder", "kws-dscnn", "resnet8", "mlp"}

// rules are the optimisers of the two commands that train.
var rules = map[string]optim.Options{
	"bench": {Rates: "constant", Updater: "momentum"},
	"tune":  {Rates: "backmatch", Updater: "sgd"},
}

// denseNet is one of dense layers alone: what rates cost beside one rate for all.
const denseNet = `
input 640
dense 128
relu
dense 128
relu
dense 128
relu
dense 8
relu
dense 128
relu
dense 128
relu
dense 640
loss mse
`

// newDense is a training step of the dense net at batch 8.
func newDense(rates string) (work, error) {
	s, err := nn.Parse(denseNet)
	if err != nil {
		return work{}, err
	}
	o, err := optim.ByName(optim.Options{Rates: rates, Updater: "sgd", Eta: 1e-6})
	if err != nil {
		return work{}, err
	}
	m, err := nn.Build(s, nn.Options{Batch: 8, DType: nn.Half, Optimizer: o, Seed: 1})
	if err != nil {
		return work{}, err
	}
	fill(m, 8)
	return work{denseSteps * workload.MACs(m, 8, false), func() {
		for range denseSteps {
			_, _ = m.Step(8)
		}
	}}, nil
}

// denseSteps are counted together: rates do not measure everything in every step.
const denseSteps = 8

// newStep is a training step of workload i in float16.
func newStep(command string, i, batch int) (work, error) {
	s, err := zoo.Lookup(nets[i])
	if err != nil {
		return work{}, err
	}
	o, err := optim.ByName(rules[command])
	if err != nil {
		return work{}, err
	}
	frozen := command == "tune" || batch == 1 && len(s.Input) == 1
	m, err := nn.Build(s, nn.Options{Batch: batch, DType: nn.Half, Optimizer: o, Seed: 1, FrozenStats: frozen})
	if err != nil {
		return work{}, err
	}
	fill(m, batch)
	return work{workload.MACs(m, batch, false), func() { _, _ = m.Step(batch) }}, nil
}

// fill draws a batch.
func fill(m *nn.Model, batch int) {
	x := make([]kernel.Float, m.Spec.Input.Len())
	for i := range batch {
		for j := range x {
			x[j] = fixedpoint.Normal(fixedpoint.Key(2, 0, uint32(i)), uint32(j))
		}
		m.Batch().Put(i, x)
		if m.Spec.Loss.Kind == "softmax" {
			m.Batch().Class(i, i%m.Outputs())
		} else {
			m.Batch().Target(i, x[:m.Outputs()])
		}
	}
}
