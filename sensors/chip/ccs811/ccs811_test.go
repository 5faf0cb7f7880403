package ccs811_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/ccs811"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

// On a board. The first reading takes a second, so this example is not run.
func Example() {
	b, err := bus.OpenI2C("i2c-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()
	dev, err := ccs811.NewI2C(b, 0x5a, &ccs811.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [2]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f ppm, %.0f ppb\n", v[0], v[1])
}

func TestCCS811(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "ccs811", Conf: "ccs811 addr=0x5b", Rig: chiptest.At(0x5b, model.NewCCS811),
		Want: []float64{812, 62}, Within: []float64{0}, Allocs: chiptest.Periph,
	})
}

func TestChipFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := model.NewBus("i2c-1")
		c := model.NewCCS811()
		b.Plug(0x5a, c)
		dev, err := ccs811.NewI2C(b, 0x5a, &ccs811.DefaultOpts)
		require.NoError(t, err)
		c.Fault = 0x10
		assert.ErrorContains(t, dev.Sense(make([]float32, 2)), "sensors/chip/ccs811: i2c-1 address 0x5a: sensor error: HEATER_FAULT")
	})
}
