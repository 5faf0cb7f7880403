package mcp9808_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/mcp9808"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x18, model.NewMCP9808(21.5))
	dev, err := mcp9808.NewI2C(bus, 0x18, &mcp9808.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [1]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f degC\n", v[0])
	// Output: 21.50 degC
}

func TestMCP9808(t *testing.T) {
	for name, degC := range map[string]float64{"mcp9808": 25.25, "mcp9808 frost": -10.0625, "mcp9808 hot": 124.9375} {
		chiptest.Run(t, chiptest.Case{
			Name: name, Conf: "mcp9808", Rig: chiptest.At(0x18, func() *model.MCP9808 { return model.NewMCP9808(degC) }),
			Want: []float64{degC}, Within: []float64{1e-6}, Allocs: chiptest.Periph,
		})
	}
}

func TestOtherChip(t *testing.T) {
	bus := model.NewBus("i2c-1")
	bus.Plug(0x18, model.NewINA219())
	_, err := mcp9808.NewI2C(bus, 0x18, &mcp9808.DefaultOpts)
	assert.ErrorContains(t, err, "maker 0x0000, part 0x0000, want 0x0054 and 0x04xx; another chip")
}
