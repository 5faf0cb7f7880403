package main

import (
	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/internal/workload"
	"edgetune/nn"
)

// newIntegerStep is a training step of workload i in integers of 8 bits, by the rates
// of `tune`. Its useful multiply-accumulates are those of the net in float16.
func newIntegerStep(i, batch int) (work, error) {
	f, err := newStep("tune", i, batch)
	if err != nil {
		return work{}, err
	}
	c := workload.Config{Workload: workload.Names()[i], Batch: batch, DType: nn.Int8, Kernels: kernel.Best()}
	n, err := workload.Model(c)
	if err != nil {
		return work{}, err
	}
	x := make([]float32, n.Form().Input.Len())
	put := func() {
		for i := range batch {
			for j := range x {
				x[j] = fixedpoint.Normal(fixedpoint.Key(2, 0, uint32(i)), uint32(j))
			}
			n.Batch().Put(i, x)
			if n.Form().Loss.Kind == "softmax" {
				n.Batch().Class(i, i%n.Outputs())
			} else {
				n.Batch().Target(i, x[:n.Outputs()])
			}
		}
	}
	put()
	return work{f.macs, func() { _, _ = n.Step(batch) }}, nil
}
