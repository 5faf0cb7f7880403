package mcp3008_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/mcp3008"
	"edgetune/sensors/chip/model"
)

func Example() {
	port := model.NewPort("spi0.0", model.NewMCP3008()) // on a board: bus.OpenSPI("spi0.0")
	dev, err := mcp3008.NewSPI(port, &mcp3008.Opts{Inputs: "5,3-2", VRef: 3.3})
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [2]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %.2f V, %s %.2f V\n", dev.Channels()[0], v[0], dev.Channels()[1], v[1])
	// Output: in5 0.50 V, in3-2 0.10 V
}

func TestMCP3008(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "mcp3008", Conf: "mcp3008", Rig: chiptest.OnPort(model.NewMCP3008),
		Want: []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}, Within: []float64{3.3 / 1024},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "mcp3008 differences", Conf: "mcp3008 inputs=1-0,0-1,7-6,7 vref_v=5", Rig: chiptest.OnPort(func() *model.MCP3008 {
			return &model.MCP3008{Volts: [8]float64{1, 3.5, 0, 0, 0, 0, 1, 9}, VRef: 5}
		}),
		Want: []float64{2.5, 0, 4.995, 4.995}, Within: []float64{5.0 / 1024},
	})
}

func TestRefuses(t *testing.T) {
	for want, o := range map[string]mcp3008.Opts{
		`input "8"; use some of 0 to 7`: {Inputs: "8", VRef: 3.3},
		`input "0-2"`:                   {Inputs: "0-2", VRef: 3.3},
		"vref_v 0":                      {Inputs: "0"},
	} {
		_, err := mcp3008.NewSPI(model.NewPort("spi0.0", model.NewMCP3008()), &o)
		assert.ErrorContains(t, err, want)
	}
	_, err := mcp3008.NewSPI(model.NewPort("spi0.0", nil), &mcp3008.DefaultOpts)
	assert.ErrorIs(t, err, mcp3008.ErrSilent)
}
