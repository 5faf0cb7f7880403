package bme680_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip/bme680"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x76, model.NewBME680())
	dev, err := bme680.NewI2C(bus, 0x76, &bme680.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [4]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f degC, %.0f hPa, %.0f %%RH, %.0f kohm\n", v[0], v[1]/100, v[2], v[3]/1000)
	// Output: 22.7 degC, 997 hPa, 62 %RH, 120 kohm
}

func at(t, p, h, ohm float64) func() *model.BME680 {
	return func() *model.BME680 {
		c := model.NewBME680()
		c.Set(t, p, h, ohm)
		return c
	}
}

// TestBME680: the model computes by the integer formulas, the driver by those in
// floating point; they differ by the steps of the former.
func TestBME680(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "bme680", Conf: "bme680 rate=1", Rig: chiptest.At(0x76, model.NewBME680),
		Want: []float64{22.75, 99710, 62.3, 120e3}, Within: []float64{0.02, 6, 0.1, 200},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "bme680 cold, dry, clean", Conf: "bme680 addr=0x77 rate=1", Rig: chiptest.At(0x77, at(-10, 80000, 15, 2e6)),
		Want: []float64{-10, 80000, 15, 2e6}, Within: []float64{0.02, 6, 0.1, 4000},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "bme680 without gas", Conf: "bme680 heater_c=0 temperature=1 pressure=1 humidity=1", Rig: chiptest.At(0x76, model.NewBME680),
		Want: []float64{22.75, 99710, 62.3}, Within: []float64{0.02, 6, 0.1},
	})
}

func TestHeater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := model.NewBus("i2c-1")
		c := model.NewBME680()
		c.Heated = false
		bus.Plug(0x76, c)
		dev, err := bme680.NewI2C(bus, 0x76, &bme680.DefaultOpts)
		require.NoError(t, err)
		assert.ErrorIs(t, dev.Sense(make([]float32, 4)), bme680.ErrHeater)
	})
}

func TestRefuses(t *testing.T) {
	o := bme680.DefaultOpts
	o.HeaterC = 500
	_, err := bme680.NewI2C(model.NewBus("i2c-1"), 0x76, &o)
	assert.ErrorContains(t, err, "heater_c 500; use 200 to 400, or 0")
	bus := model.NewBus("i2c-1")
	bus.Plug(0x76, model.NewBME280())
	_, err = bme680.NewI2C(bus, 0x76, &bme680.DefaultOpts)
	assert.EqualError(t, err, `sensors/chip/bme680: i2c-1 address 0x76: chip id 0x60, want 0x61; this is a BME280, use chip "bme280"`)
	c := model.NewBME680()
	c.R[0xf0] = 1
	bus.Plug(0x76, c)
	_, err = bme680.NewI2C(bus, 0x76, &bme680.DefaultOpts)
	assert.ErrorContains(t, err, "this is a BME688")
}
