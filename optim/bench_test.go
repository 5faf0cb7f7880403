package optim

import (
	"fmt"
	"testing"

	"edgetune/nn"
)

// BenchmarkStep is a whole training step at batch 8: what a rule of the rates adds to
// one rate for all (BACKMATCHING-2, B5: at most 8 % of a dense step, 2 % of a
// convolution's).
func BenchmarkStep(b *testing.B) {
	for name, net := range map[string][]string{
		"dense": {
			"input 640", "dense 128", "relu", "dense 128", "relu", "dense 128", "relu", "dense 8", "relu",
			"dense 128", "relu", "dense 128", "relu", "dense 128", "relu", "dense 640", "loss mse",
		},
		"conv": {
			"input 64x64x3", "conv2d 16 kernel=3 pad=same", "relu", "maxpool2d kernel=2", "conv2d 32 kernel=3 pad=same", "relu",
			"maxpool2d kernel=2", "conv2d 32 kernel=3 pad=same", "relu", "globalpool", "dense 10", "loss softmax",
		},
	} {
		for _, d := range []nn.DType{nn.F32, nn.Half} {
			for _, o := range []Options{
				{Rates: "constant", Updater: "sgd", Eta: 1e-6},
				{Rates: "constant", Updater: "sgd", Eta: 1e-6, Tau: 0.02},
				{Rates: "backmatch", Updater: "sgd", Tau: 1e-6},
				{Rates: "backmatch-scalar", Updater: "sgd", Tau: 1e-6},
			} {
				rates := o.Rates
				if o.Rates == "constant" && o.Tau > 0 {
					rates = "larc"
				}
				b.Run(fmt.Sprintf("net=%s/type=%v/rates=%s", name, d, rates), func(b *testing.B) { benchStep(b, net, d, o) })
			}
		}
	}
}

func benchStep(b *testing.B, net []string, d nn.DType, o Options) {
	t := &testing.T{}
	m := newBench(t, o, nn.Options{Batch: 8, DType: d, Seed: 1}, net...).m
	n := m.Spec.Input.Len()
	for i := range 8 {
		m.Batch().Put(i, normals(n, uint32(i), 1, 0))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Step(8); err != nil {
			b.Fatal(err)
		}
	}
}
