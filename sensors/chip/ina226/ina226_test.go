package ina226_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/ina226"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x40, model.NewINA226())
	dev, err := ina226.NewI2C(bus, 0x40, &ina226.Opts{ShuntOhm: 0.002, Average: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [3]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f A, %.2f V, %.1f W\n", v[0], v[1], v[2])
	// Output: 10.00 A, 11.98 V, 119.8 W
}

// TestINA226: the first case is the data sheet's worked example, in which the chip's
// own registers round the power to 119.82 W.
func TestINA226(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "ina226", Conf: "ina226 shunt_ohm=0.002", Rig: chiptest.At(0x40, model.NewINA226),
		Want: []float64{10, 11.98, 119.8}, Within: []float64{1e-5, 1e-5, 1e-4},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "ina226 charging", Conf: "ina226 addr=0x4f average=16 rate=25", Rig: chiptest.At(0x4f, func() *model.INA2xx {
			c := model.NewINA226()
			c.Amps, c.Volts, c.Ohms = -0.25, 3.3, 0.1
			return c
		}),
		Want: []float64{-0.25, 3.3, -0.825}, Within: []float64{1e-6, 1e-6, 1e-6},
	})
}

func TestRefuses(t *testing.T) {
	bus := model.NewBus("i2c-1")
	bus.Plug(0x40, model.NewINA219())
	for want, o := range map[string]ina226.Opts{
		`die id 0x0000, want 0x2260; this may be an INA219, use chip "ina219"`: ina226.DefaultOpts,
		"shunt_ohm 0; give the resistance":                                     {Average: 1},
		"average 3; use one of [1 4 16":                                        {ShuntOhm: 0.1, Average: 3},
	} {
		_, err := ina226.NewI2C(bus, 0x40, &o)
		assert.ErrorContains(t, err, want)
	}
}
