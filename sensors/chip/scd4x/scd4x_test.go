package scd4x_test

import (
	"testing"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

// TestSCD4x reads the example of the data sheet, table "read_measurement": 500 ppm,
// 25 degC, 37 %RH.
func TestSCD4x(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "scd4x", Conf: "scd4x", Rig: chiptest.At(0x62, model.NewSCD4x),
		Want: []float64{500, 25, 37}, Within: []float64{0, 0.003, 0.003}, Allocs: chiptest.Periph,
	})
}
