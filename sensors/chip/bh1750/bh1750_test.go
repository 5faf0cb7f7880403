package bh1750_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/sensors/chip/bh1750"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x23, model.NewBH1750())
	dev, err := bh1750.NewI2C(bus, 0x23, &bh1750.Opts{Mode: "low"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [1]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f lux\n", v[0])
	// Output: 28067 lux
}

// TestBH1750: the first case is the example of the data sheet, section "How to
// calculate": 1000 0011 1001 0000 is 28067 lx.
func TestBH1750(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "bh1750", Conf: "bh1750", Rig: chiptest.At(0x23, model.NewBH1750),
		Want: []float64{28067}, Within: []float64{0.5},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "bh1750 dark", Conf: "bh1750 addr=0x5c mode=high2", Rig: chiptest.At(0x5c, func() *model.BH1750 { return &model.BH1750{Lux: 2.5} }),
		Want: []float64{2.5}, Within: []float64{1e-6},
	})
}

func TestRefuses(t *testing.T) {
	_, err := bh1750.NewI2C(model.NewBus("i2c-1"), 0x23, &bh1750.Opts{Mode: "medium"})
	assert.ErrorContains(t, err, `mode "medium"; use high, high2 or low`)
}
