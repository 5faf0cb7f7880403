package integer_test

import (
	"fmt"
	"log"

	"edgetune/nn/integer"
	"edgetune/nn/integer/op"
)

// A net of 8 bits learns which of two inputs is larger.
func ExampleNet() {
	hidden, err := integer.Quantise([]float32{0.5, 0.2, -0.3, 0.4, 0.1, -0.6}, make([]float32, 3))
	if err != nil {
		log.Fatal(err)
	}
	out, err := integer.Quantise([]float32{0.2, 0.1, -0.1, 0.1, 0.2, 0.3}, make([]float32, 2))
	if err != nil {
		log.Fatal(err)
	}
	net, err := integer.NewQ7(integer.Spec{
		Input: op.Shape{N: 2, H: 1, W: 1, C: 2}, InputScale: integer.ScaleQ7(1, false),
		Layers: []integer.Layer{
			{Kind: integer.Dense, Out: 3, ReLU: true, Params: hidden, Scale: integer.ScaleQ7(1, true)},
			{Kind: integer.Dense, Out: 2, Params: out},
		},
	}, integer.Options{Rates: integer.DefaultRates(), Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	for step := range 200 {
		a := float32(step%7) / 8
		net.Batch().Put(0, []float32{a, 0.9 - a/2})
		net.Batch().Class(0, 1)
		net.Batch().Put(1, []float32{0.8, a / 2})
		net.Batch().Class(1, 0)
		if _, err := net.Step(2); err != nil {
			log.Fatal(err)
		}
	}
	net.Batch().Put(0, []float32{0.3, 0.8})
	net.Batch().Put(1, []float32{0.9, 0.1})
	logits := net.Infer(2)
	fmt.Println(logits[0] < logits[1], logits[2] > logits[3])
	// Output: true true
}
