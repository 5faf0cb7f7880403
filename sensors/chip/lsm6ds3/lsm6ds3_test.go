package lsm6ds3_test

import (
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/chip"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/lsm6ds3"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x6a, model.NewLSM6DS3())
	dev, err := lsm6ds3.NewI2C(bus, 0x6a, &lsm6ds3.Opts{AccelG: 2, GyroDPS: 245, Hz: 208})
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [6]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f m/s^2 upwards at %v Hz\n", v[2], dev.Rate())
	// Output: 9.81 m/s^2 upwards at 208 Hz
}

// build: 1000 counts of gyroscope are 8.75 deg/s at 245, 16393 of accelerometer are
// 1 g at ±2 g.
func build() *model.LSM6DS3 {
	c := model.NewLSM6DS3()
	c.Signal = func(int) [6]int16 { return [6]int16{1000, 0, -1000, 0, -16393, 8197} }
	return c
}

const deg = math.Pi / 180

func TestLSM6DS3(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "lsm6ds3", Conf: "lsm6ds3 accel_g=2 gyro_dps=245", Rig: chiptest.At(0x6a, build),
		Want: []float64{0, -9.80665, 4.9033, 8.75 * deg, 0, -8.75 * deg}, Within: []float64{3e-4},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "lsm6ds3 wide ranges", Conf: "lsm6ds3 addr=0x6b accel_g=16 gyro_dps=2000 rate=833", Rig: chiptest.At(0x6b, build),
		Want: []float64{0, -8 * 9.80665, 4 * 9.80665, 70 * deg, 0, -70 * deg}, Within: []float64{3e-3},
	})
}

// TestNothingLost plays 416 Hz for 5 s, then lets the FIFO run over.
func TestNothingLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := chiptest.NewRig()
		c := model.NewLSM6DS3()
		c.Drift = 0.02
		c.Signal = func(i int) [6]int16 { return [6]int16{3: int16(i)} }
		r.Bus.Plug(0x6a, c)
		src, err := chip.OpenOn(r, chip.Conf{Chip: "lsm6ds3", Rate: 416, Options: map[string]string{"accel_g": "2"}})
		require.NoError(t, err)
		sample := sensors.Sample{Values: make([]float32, 6)}
		last := 0
		for i := range 2000 {
			require.NoError(t, src.Read(t.Context(), &sample))
			n := int(math.Round(float64(sample.Values[0]) / 9.80665 / 0.061e-3))
			if i > 0 && n != last+1 {
				t.Fatalf("sample %d: number %d after %d", i, n, last)
			}
			last = n
		}
		assert.Zero(t, src.Stats().Lost)
		time.Sleep(3 * time.Second)
		for sample.Run == 0 {
			require.NoError(t, src.Read(t.Context(), &sample))
		}
		assert.InDelta(t, 1300, float64(src.Stats().Lost), 100)
	})
}

func TestRefuses(t *testing.T) {
	for want, o := range map[string]lsm6ds3.Opts{
		"accel_g 3; use 2, 4, 8 or 16": {AccelG: 3, GyroDPS: 245, Hz: 104},
		"gyro_dps 250; use 245":        {AccelG: 2, GyroDPS: 250, Hz: 104},
		"rate 5 Hz; the chip":          {AccelG: 2, GyroDPS: 245, Hz: 5},
	} {
		_, err := lsm6ds3.NewI2C(model.NewBus("i2c-1"), 0x6a, &o)
		assert.ErrorContains(t, err, want)
	}
	bus := model.NewBus("i2c-1")
	c := model.NewLSM6DS3()
	c.R[0x0f] = 0x68
	bus.Plug(0x6a, c)
	_, err := lsm6ds3.NewI2C(bus, 0x6a, &lsm6ds3.DefaultOpts)
	assert.ErrorContains(t, err, `this is an LSM9DS1, use chip "lsm9ds1"`)
}
