package hx711_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/hx711"
	"edgetune/sensors/chip/model"
)

// On a board, with a load cell of 2 mV/V at 50 N.
func Example() {
	clk, err := bus.OpenPin("GPIO6")
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := bus.OpenPin("GPIO5")
	if err != nil {
		fmt.Println(err)
		return
	}
	dev, err := hx711.New(clk, data, &hx711.Opts{Gain: 128, Scale: 25, Unit: "N"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [1]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f N\n", v[0])
}

func rig(signal float64) func() *chiptest.Rig {
	return func() *chiptest.Rig {
		r := chiptest.NewRig()
		c := model.NewHX711(signal)
		r.Pins["GPIO6"], r.Pins["GPIO5"] = c.Clock(), c.Data()
		return r
	}
}

func TestHX711(t *testing.T) {
	for _, c := range []struct {
		name, conf string
		signal     float64
		want       float64
	}{
		{"hx711", "hx711", 1.25, 1.25},
		{"hx711 pulled", "hx711 gain=64", -0.4, -0.4},
		{"hx711 in newtons", "hx711 scale=25 offset=0.1 unit=N", 1.1, 25},
	} {
		chiptest.Run(t, chiptest.Case{
			Name: c.name, Conf: c.conf, Rig: rig(c.signal), Want: []float64{c.want}, Within: []float64{2e-5},
			Allocs: chiptest.Periph, Silent: true,
		})
	}
}

func TestFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := model.NewHX711(1)
		dev, err := hx711.New(c.Clock(), c.Data(), &hx711.DefaultOpts)
		require.NoError(t, err)
		c.Dead = true
		err = dev.Sense(make([]float32, 1))
		assert.ErrorIs(t, err, bus.ErrTimeout)
		assert.ErrorContains(t, err, "sensors/chip/hx711: GPIO6, GPIO5: timeout: timed out waiting for HX711 to become ready; check power")
		_, err = hx711.New(c.Clock(), c.Data(), &hx711.Opts{Gain: 100})
		assert.ErrorContains(t, err, "gain 100; use 128, 64 or 32")
	})
}
