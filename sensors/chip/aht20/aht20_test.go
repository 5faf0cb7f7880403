package aht20_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip/aht20"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x38, model.NewAHT20(21.5, 55))
	dev, err := aht20.NewI2C(bus, 0x38, &aht20.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [2]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f degC, %.1f %%RH\n", v[0], v[1])
	// Output: 21.5 degC, 55.0 %RH
}

func TestAHT20(t *testing.T) {
	for name, env := range map[string][2]float64{"aht20": {21.5, 55}, "aht20 frost": {-20.25, 90}} {
		chiptest.Run(t, chiptest.Case{
			Name: name, Conf: "aht20", Rig: chiptest.At(0x38, func() *model.AHT20 { return model.NewAHT20(env[0], env[1]) }),
			Want: env[:], Within: []float64{0.0004}, Allocs: chiptest.Periph,
		})
	}
}

func TestBitFlipsAreNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := model.NewBus("i2c-1")
		bus.Plug(0x38, model.NewAHT20(20, 50))
		dev, err := aht20.NewI2C(bus, 0x38, &aht20.DefaultOpts)
		require.NoError(t, err)
		for bit := range 56 {
			bus.Inject(model.Fault{Kind: model.BitFlip, After: 1, Count: 1, Bit: bit})
			assert.ErrorIs(t, dev.Sense(make([]float32, 2)), aht20.ErrChecksum)
		}
	})
}
