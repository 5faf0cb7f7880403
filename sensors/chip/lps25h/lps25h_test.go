package lps25h_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/lps25h"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x5c, model.NewLPS25H(24, 101325))
	dev, err := lps25h.NewI2C(bus, 0x5c, &lps25h.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [2]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f degC, %.0f Pa\n", v[0], v[1])
	// Output: 24.0 degC, 101325 Pa
}

func TestLPS25H(t *testing.T) {
	for name, env := range map[string][2]float64{"lps25h": {24, 101325}, "lps25h high up": {-12.25, 54020}} {
		chiptest.Run(t, chiptest.Case{
			Name: name, Conf: "lps25h", Rig: chiptest.At(0x5c, func() *model.STEnv { return model.NewLPS25H(env[0], env[1]) }),
			Want: env[:], Within: []float64{0.0011, 0.02},
		})
	}
}

func TestOtherChip(t *testing.T) {
	bus := model.NewBus("i2c-1")
	c := model.NewLPS25H(0, 0)
	c.R[0x0f] = 0xb1
	bus.Plug(0x5d, c)
	_, err := lps25h.NewI2C(bus, 0x5d, &lps25h.DefaultOpts)
	assert.EqualError(t, err, "sensors/chip/lps25h: i2c-1 address 0x5d: chip id 0xb1, want 0xbd; this is an LPS22HB; read it through iio")
}
