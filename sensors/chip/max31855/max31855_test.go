package max31855_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/max31855"
	"edgetune/sensors/chip/model"
)

func Example() {
	port := model.NewPort("spi0.0", model.NewMAX31855()) // on a board: bus.OpenSPI("spi0.0")
	dev, err := max31855.NewSPI(port, &max31855.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [2]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f degC, cold end %.1f degC\n", v[0], v[1])
	// Output: 100.75 degC, cold end 25.0 degC
}

func TestMAX31855(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "max31855", Conf: "max31855", Rig: chiptest.OnPort(model.NewMAX31855),
		Want: []float64{100.75, 25}, Within: []float64{0},
	})
}

// TestTables: data sheet, tables "Thermocouple temperature data format" and "Reference
// junction temperature data format".
func TestTables(t *testing.T) {
	hot := map[string]float64{
		"01100100000000": 1600, "00111110100000": 1000, "00000110010011": 100.75, "00000001100100": 25,
		"00000000000000": 0, "11111111111111": -0.25, "11111111111100": -1, "11110000011000": -250,
	}
	cold := map[string]float64{
		"011111110000": 127, "011001001001": 100.5625, "000110010000": 25, "000000000000": 0,
		"111111111111": -0.0625, "111111110000": -1, "111011000000": -20, "110010010000": -55,
	}
	for h, wantHot := range hot {
		for c, wantCold := range cold {
			if wantHot == 0 && wantCold == 0 {
				continue // 32 zeros count as a silent line
			}
			port := model.NewPort("spi0.0", &model.MAX31855{Raw: bits(h)<<18 | bits(c)<<4})
			dev, err := max31855.NewSPI(port, &max31855.DefaultOpts)
			require.NoError(t, err)
			var v [2]float32
			require.NoError(t, dev.Sense(v[:]))
			if float64(v[0]) != wantHot || float64(v[1]) != wantCold {
				t.Errorf("%s %s: %v, want %v %v", h, c, v, wantHot, wantCold)
			}
		}
	}
}

func bits(s string) (v uint32) {
	for _, c := range s {
		v = v<<1 | uint32(c-'0')
	}
	return v
}

func TestFaults(t *testing.T) {
	chip := model.NewMAX31855()
	port := model.NewPort("spi0.0", chip)
	dev, err := max31855.NewSPI(port, &max31855.DefaultOpts)
	require.NoError(t, err)
	for fault, want := range map[byte]error{1: max31855.ErrOpen, 2: max31855.ErrToGround, 4: max31855.ErrToSupply} {
		chip.Fault = fault
		assert.ErrorIs(t, dev.Sense(make([]float32, 2)), want)
	}
	port.Plug(nil)
	err = dev.Sense(make([]float32, 2))
	assert.EqualError(t, err, "sensors/chip/max31855: spi0.0: all bits are the same; check power, MISO and chip select")
}
