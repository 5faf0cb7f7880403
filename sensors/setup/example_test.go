package setup_test

import (
	"context"
	"fmt"

	"edgetune/sensors"
	"edgetune/sensors/setup"
)

func Example() {
	s, err := setup.Parse("synth machine=factory seed=1 channels=z")
	if err != nil {
		fmt.Println(err)
		return
	}
	src, err := setup.Open(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer src.Close()
	var z [1]float32
	if err := src.Read(context.Background(), &sensors.Sample{Values: z[:]}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(src.Info().Channels, z[0] > 5, src.Info().Units)
	_, err = setup.Parse("bme280 address=0x48")
	fmt.Println(err)
	// Output:
	// [z] true [m/s^2]
	// sensors/setup: bme280: address 0x48: bme280 can be at 0x76, 0x77
}
