package ina219_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/ina219"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x40, model.NewINA219())
	dev, err := ina219.NewI2C(bus, 0x40, &ina219.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [3]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f A, %.2f V, %.2f W\n", v[0], v[1], v[2])
	// Output: 0.500 A, 5.00 V, 2.50 W
}

func TestINA219(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "ina219", Conf: "ina219", Rig: chiptest.At(0x40, model.NewINA219),
		Want: []float64{0.5, 5, 2.5}, Within: []float64{2e-4, 1e-6, 1e-3}, Allocs: chiptest.Periph,
	})
	chiptest.Run(t, chiptest.Case{
		Name: "ina219 charging", Conf: "ina219 addr=0x45 shunt_ohm=0.01 max_a=10", Rig: chiptest.At(0x45, func() *model.INA2xx {
			c := model.NewINA219()
			c.Amps, c.Volts, c.Ohms = -4, 12.4, 0.01
			return c
		}),
		Want: []float64{-4, 12.4, -49.6}, Within: []float64{2e-3, 1e-6, 0.03}, Allocs: chiptest.Periph,
	})
}

func TestRefuses(t *testing.T) {
	_, err := ina219.NewI2C(model.NewBus("i2c-1"), 0x40, &ina219.Opts{})
	assert.ErrorContains(t, err, "shunt_ohm 0, max_a 0; give the resistance")
}
