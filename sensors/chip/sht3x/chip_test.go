package sht3x_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
	"edgetune/sensors/chip/sht3x"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x44, model.NewSHT3x())
	dev, err := sht3x.NewI2C(bus, 0x44, &sht3x.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [2]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f degC, %.0f %%RH\n", v[0], v[1])
	// Output: 21.3 degC, 45 %RH
}

func TestSHT3x(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "sht3x", Conf: "sht3x", Rig: chiptest.At(0x44, model.NewSHT3x),
		Want: []float64{21.3, 45}, Within: []float64{0.0014, 0.0008},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "sht3x low", Conf: "sht3x addr=0x45 repeatability=low", Rig: chiptest.At(0x45, func() *model.SHT3x {
			return &model.SHT3x{Temperature: -39.5, Humidity: 100}
		}),
		Want: []float64{-39.5, 100}, Within: []float64{0.0014, 0.0008},
	})
}

func TestBitFlipsAreNoticed(t *testing.T) {
	bus := model.NewBus("i2c-1")
	bus.Plug(0x44, model.NewSHT3x())
	dev, err := sht3x.NewI2C(bus, 0x44, &sht3x.Opts{Repeatability: "low"})
	require.NoError(t, err)
	for bit := range 48 {
		bus.Inject(model.Fault{Kind: model.BitFlip, After: 1, Count: 1, Bit: bit})
		if err := dev.Sense(make([]float32, 2)); err == nil {
			t.Fatalf("bit %d was not noticed", bit)
		}
	}
	_, err = sht3x.NewI2C(bus, 0x44, &sht3x.Opts{Repeatability: "best"})
	assert.EqualError(t, err, `sensors/chip/sht3x: i2c-1 address 0x44: repeatability "best"; use high, medium or low`)
}
