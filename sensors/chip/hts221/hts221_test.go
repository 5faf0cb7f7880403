package hts221_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/hts221"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x5f, model.NewHTS221(22, 40))
	dev, err := hts221.NewI2C(bus, 0x5f, &hts221.DefaultOpts)
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
	// Output: 22.0 degC, 40.0 %RH
}

func TestHTS221(t *testing.T) {
	for name, env := range map[string][2]float64{"hts221": {22, 40}, "hts221 cold": {-5.5, 88}} {
		chiptest.Run(t, chiptest.Case{
			Name: name, Conf: "hts221", Rig: chiptest.At(0x5f, func() *model.STEnv { return model.NewHTS221(env[0], env[1]) }),
			Want: env[:], Within: []float64{0.011, 0.0026},
		})
	}
}

func TestNoCalibration(t *testing.T) {
	bus := model.NewBus("i2c-1")
	c := model.NewHTS221(0, 0)
	for i := range 16 {
		c.R[0x30+i] = 0
	}
	bus.Plug(0x5f, c)
	_, err := hts221.NewI2C(bus, 0x5f, &hts221.DefaultOpts)
	assert.ErrorContains(t, err, "has no slope; check power and wiring")
}
