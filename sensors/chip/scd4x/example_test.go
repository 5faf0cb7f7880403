package scd4x_test

import (
	"fmt"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/scd4x"
)

// On a board. A reading takes up to 5 s, so this example is not run.
func Example() {
	b, err := bus.OpenI2C("i2c-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()
	dev, err := scd4x.NewI2C(b, 0x62, &scd4x.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer dev.Halt()
	var v [3]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f ppm, %.1f degC, %.0f %%RH\n", v[0], v[1], v[2])
}
