package synth_test

import (
	"context"
	"fmt"
	"log"

	"edgetune/sensors"
	"edgetune/sensors/synth"
)

// A window of a simulated machine becomes a row of features.
func Example() {
	src, err := synth.New(synth.Factory(1, 4))
	if err != nil {
		log.Fatal(err)
	}
	spec := sensors.Spec{{Kind: "stats", Stats: []string{"mean", "std"}}}
	feature, err := sensors.New(spec, src.Info().Window(256))
	if err != nil {
		log.Fatal(err)
	}
	pipe, err := sensors.NewPipeline(src, 256, 128, feature)
	if err != nil {
		log.Fatal(err)
	}
	row := make([]float32, pipe.Len())
	w, err := pipe.Next(context.Background(), row)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(spec, feature.Out().Shape(), synth.States()[w.Label.Class])
	fmt.Printf("%.3f\n", row)
	// Output:
	// stats(mean, std) [6] bearing_wear
	// [0.011 0.245 0.038 0.393 9.815 0.150]
}
