package adxl345_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/chip"
	"edgetune/sensors/chip/adxl345"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x53, model.NewADXL345())
	dev, err := adxl345.NewI2C(bus, 0x53, &adxl345.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	time.Sleep(12 * time.Millisecond)
	var v [3]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f m/s^2 upwards\n", v[2])
	// Output: 9.81 m/s^2 upwards
}

func build() *model.ADXL345 {
	c := model.NewADXL345()
	c.Signal = func(int) [3]float64 { return [3]float64{-5, 0.5, 35} }
	return c
}

func TestADXL345(t *testing.T) {
	want := []float64{-5, 0.5, 35}
	within := []float64{9.80665 / 512}
	chiptest.Run(t, chiptest.Case{Name: "adxl345", Conf: "adxl345", Rig: chiptest.At(0x53, build), Want: want, Within: within})
	chiptest.Run(t, chiptest.Case{Name: "adxl345 spi", Conf: "adxl345 bus=spi0.0 rate=400", Rig: chiptest.OnPort(build), Want: want, Within: within})
	chiptest.Run(t, chiptest.Case{
		Name: "adxl345 beyond its range", Conf: "adxl345 addr=0x1d range_g=2", Rig: chiptest.At(0x1d, build),
		Want: []float64{-5, 0.5, 511.0 / 256 * 9.80665}, Within: within,
	})
}

// TestNothingLost plays 800 Hz for 5 s with a chip that runs 2 % slow.
func TestNothingLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := chiptest.NewRig()
		c := model.NewADXL345()
		c.Drift = -0.02
		c.Signal = func(i int) [3]float64 { return [3]float64{float64(i%400) * 9.80665 / 256} }
		r.Bus.Plug(0x53, c)
		src, err := chip.OpenOn(r, chip.Conf{Chip: "adxl345", Rate: 800})
		require.NoError(t, err)
		sample := sensors.Sample{Values: make([]float32, 3)}
		for i := range 4000 {
			require.NoError(t, src.Read(t.Context(), &sample))
			want := float64(i%400) * 9.80665 / 256
			if d := float64(sample.Values[0]) - want; d > 1e-3 || d < -1e-3 || sample.Run != 0 {
				t.Fatalf("sample %d: %v, want %v; run %d", i, sample.Values[0], want, sample.Run)
			}
		}
		assert.Zero(t, src.Stats().Lost)
		time.Sleep(time.Second)
		for sample.Run == 0 {
			require.NoError(t, src.Read(t.Context(), &sample))
		}
		assert.InDelta(t, 800, float64(src.Stats().Lost), 40)
	})
}

func TestRefuses(t *testing.T) {
	for want, o := range map[string]adxl345.Opts{
		"range_g 3; use 2, 4, 8 or 16": {RangeG: 3, Hz: 100},
		"rate 4000 Hz; the chip":       {RangeG: 2, Hz: 4000},
	} {
		_, err := adxl345.NewI2C(model.NewBus("i2c-1"), 0x53, &o)
		assert.ErrorContains(t, err, want)
	}
}
