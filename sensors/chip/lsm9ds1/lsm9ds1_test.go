package lsm9ds1_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/lsm9ds1"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x6a, model.NewLSM9DS1())
	bus.Plug(0x1c, model.NewLSM9DS1Mag())
	dev, err := lsm9ds1.NewI2C(bus, 0x6a, &lsm9ds1.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [9]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f m/s^2 upwards, %.0f uT to the north\n", v[2], v[6])
	// Output: 9.81 m/s^2 upwards, 20 uT to the north
}

// rig puts both parts on the bus.
func rig(addr, mag uint16) func() *chiptest.Rig {
	return func() *chiptest.Rig {
		r := chiptest.NewRig()
		c := model.NewLSM9DS1()
		c.Accel, c.Gyro = [3]float64{1, -2, 9.5}, [3]float64{0.5, 0, -3}
		r.Bus.Plug(addr, c)
		if mag != 0 {
			r.Bus.Plug(mag, model.NewLSM9DS1Mag())
		}
		return r
	}
}

func TestLSM9DS1(t *testing.T) {
	within := []float64{6e-4, 6e-4, 6e-4, 2e-4, 2e-4, 2e-4, 0.007, 0.007, 0.007}
	chiptest.Run(t, chiptest.Case{
		Name: "lsm9ds1", Conf: "lsm9ds1", Rig: rig(0x6a, 0x1c),
		Want: []float64{1, -2, 9.5, 0.5, 0, -3, 20, 0, -43}, Within: within,
	})
	chiptest.Run(t, chiptest.Case{
		Name: "lsm9ds1 without magnetometer", Conf: "lsm9ds1 addr=0x6b magnetometer=false accel_g=16 gyro_dps=2000 rate=200",
		Rig: rig(0x6b, 0), Want: []float64{1, -2, 9.5, 0.5, 0, -3}, Within: []float64{0.004, 0.004, 0.004, 7e-4, 7e-4, 7e-4},
	})
}

func TestRefuses(t *testing.T) {
	for want, o := range map[string]lsm9ds1.Opts{
		"accel_g 3; use 2, 4, 8 or 16": {AccelG: 3, GyroDPS: 245, Hz: 50},
		"gyro_dps 1000; use 245, 500":  {AccelG: 2, GyroDPS: 1000, Hz: 50},
		"rate 500 Hz; use up to 476":   {AccelG: 2, GyroDPS: 245, Hz: 500},
	} {
		_, err := lsm9ds1.NewI2C(model.NewBus("i2c-1"), 0x6a, &o)
		assert.ErrorContains(t, err, want)
	}
}
