package ads1x15_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/ads1x15"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	chip := model.NewADS1115()
	chip.Volts = [4]float64{3.3, 1.2, 0, 0}
	bus.Plug(0x48, chip)
	dev, err := ads1x15.NewI2C(bus, 0x48, &ads1x15.Opts{Inputs: "0,0-1", RangeV: 4.096})
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [2]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %.3f V, %s %.3f V\n", dev.Channels()[0], v[0], dev.Channels()[1], v[1])
	// Output: in0 3.300 V, in0-1 2.100 V
}

func rig(build func() *model.ADS1115, volts [4]float64) func() *chiptest.Rig {
	return func() *chiptest.Rig {
		r := chiptest.NewRig()
		c := build()
		c.Volts, c.Slow = volts, 0.1
		r.Bus.Plug(0x48, c)
		return r
	}
}

func TestADS1115(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "ads1115", Conf: "ads1115", Rig: rig(model.NewADS1115, [4]float64{0.1, 1.5, 3.3, 4}),
		Want: []float64{0.1, 1.5, 3.3, 4}, Within: []float64{4.096 / 32768},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "ads1115 differences", Conf: "ads1115 inputs=0-1,0-3,1-3,2-3 range_v=0.256 sps=128",
		Rig:  rig(model.NewADS1115, [4]float64{1, 1.1, 1.25, 1.2}),
		Want: []float64{-0.1, -0.2, -0.1, 0.05}, Within: []float64{0.256 / 32768},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "ads1115 beyond its range", Conf: "ads1115 inputs=0,0-1 range_v=1.024",
		Rig:  rig(model.NewADS1115, [4]float64{0, 3, 0, 0}),
		Want: []float64{0, -1.024}, Within: []float64{1e-7},
	})
}

func TestADS1015(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "ads1015", Conf: "ads1015 inputs=3,0 range_v=6.144", Rig: rig(model.NewADS1015, [4]float64{5, 0, 0, 0.3}),
		Want: []float64{0.3, 5}, Within: []float64{6.144 / 2048},
	})
}

func TestConversionNeverEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := model.NewBus("i2c-1")
		c := model.NewADS1115()
		c.Slow = 100
		b.Plug(0x48, c)
		dev, err := ads1x15.NewI2C(b, 0x48, &ads1x15.DefaultOpts)
		require.NoError(t, err)
		assert.ErrorIs(t, dev.Sense(make([]float32, 4)), bus.ErrTimeout)
	})
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []ads1x15.Opts{
		{Inputs: "", RangeV: 4.096}, {Inputs: "0,4", RangeV: 4.096}, {Inputs: "0", RangeV: 5}, {Inputs: "0", RangeV: 4.096, SPS: 3300},
	} {
		_, err := ads1x15.NewI2C(model.NewBus("i2c-1"), 0x48, &o)
		assert.ErrorContains(t, err, "use ")
	}
}
