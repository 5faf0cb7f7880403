package bmxx80_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip"
	"edgetune/sensors/chip/bmxx80"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x76, model.NewBME280())
	dev, err := bmxx80.NewI2C(bus, 0x76, &bmxx80.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [3]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f degC, %.0f Pa, %.1f %%RH\n", v[0], v[1], v[2])
	// Output: 25.08 degC, 100653 Pa, 50.0 %RH
}

// rig puts a model at an address.
func rig(addr uint16, c model.Chip) func() *chiptest.Rig {
	return func() *chiptest.Rig {
		r := chiptest.NewRig()
		r.Bus.Plug(addr, c)
		return r
	}
}

func TestBME280(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "bme280", Conf: "bme280", Rig: func() *chiptest.Rig { return rig(0x76, model.NewBME280())() },
		Want: []float64{25.08, 100653.27, 50}, Within: []float64{0.006, 0.3, 0.02}, Allocs: chiptest.Periph,
	})
	chiptest.Run(t, chiptest.Case{
		Name: "bme280 cold and dry", Conf: "bme280 addr=0x77 temperature=2 pressure=16 humidity=4",
		Rig: func() *chiptest.Rig {
			c := model.NewBME280()
			c.Set(-17.5, 70000, 8)
			return rig(0x77, c)()
		},
		Want: []float64{-17.5, 70000, 8}, Within: []float64{0.011, 0.5, 0.02}, Allocs: chiptest.Periph,
	})
	chiptest.Run(t, chiptest.Case{
		Name: "bme280 spi", Conf: "bme280 bus=spi0.0",
		Rig: func() *chiptest.Rig {
			r := chiptest.NewRig()
			r.Port.Plug(model.NewBME280())
			return r
		},
		Want: []float64{25.08, 100653.27, 50}, Within: []float64{0.006, 0.3, 0.02}, Allocs: chiptest.Periph,
	})
}

// TestWorkedExamples: BMP280 data sheet, "Calculating pressure and temperature"; BMP180
// data sheet, "Algorithm for pressure and temperature measurement".
func TestWorkedExamples(t *testing.T) {
	chiptest.Run(t, chiptest.Case{
		Name: "bmp280", Conf: "bmp280", Rig: func() *chiptest.Rig { return rig(0x76, model.NewBMP280())() },
		Want: []float64{25.08, 100653.27}, Within: []float64{1e-5, 0.021}, Allocs: chiptest.Periph,
	})
	chiptest.Run(t, chiptest.Case{
		Name: "bmp180", Conf: "bmp180", Rig: func() *chiptest.Rig { return rig(0x77, model.NewBMP180())() },
		Want: []float64{15, 69964}, Within: []float64{1e-5, 0.021}, Allocs: chiptest.Periph,
	})
}

func TestOtherChipIsNamed(t *testing.T) {
	b := model.NewBus("i2c-1")
	b.Plug(0x76, model.NewBMP280())
	_, err := bmxx80.NewI2C(b, 0x76, &bmxx80.DefaultOpts)
	assert.EqualError(t, err, `sensors/chip/bme280: i2c-1 address 0x76: chip id 0x58, want 0x60; this is a BMP280, use chip "bmp280"`)
}

func TestNothingThere(t *testing.T) {
	_, err := bmxx80.NewI2C(model.NewBus("i2c-1"), 0x76, &bmxx80.DefaultOpts)
	require.ErrorIs(t, err, bus.ErrNACK)
	assert.EqualError(t, err, "sensors/chip/bme280: i2c-1 address 0x76: read register 0xd0: no answer (NACK) "+
		"(remote I/O error); check power, wiring and address; `edgetune sensors scan` shows what answers")
}

func TestOptionsAreChecked(t *testing.T) {
	for conf, want := range map[string]string{
		"bme280 temperature=3": "temperature oversampling 3; use 1, 2, 4, 8 or 16",
		"bme280 temperature=0": "temperature oversampling 0",
		"bme280 filter=2":      `unknown option "filter"; use some of humidity, pressure, temperature`,
		"bme280 pressure=much": "pressure=much: give a whole number",
		"bme280 addr=0x40":     "address 0x40; this chip can be at 0x76, 0x77",
		"bme280 bus=w1-1":      `bus "w1-1"; bme280 is read on i2c, as bus=i2c-1`,
		"bme280 rate=500":      "rate 500 Hz; it takes at most 107.5 readings a second",
		"bmp180 bus=spi0.0":    `bus "spi0.0"; bmp180 is read on i2c`,
		"bme281":               `unknown chip "bme281"; use one of `,
		"bme280 pressure":      `"pressure": write option=value`,
		"bme280 addr=0x90":     "addr=0x90: an I2C address is 0x08 to 0x77",
		"bme280 rate=0":        "rate=0: give samples per second",
		"bme280 temperature=16 pressure=16 humidity=16 rate=9": "rate 9 Hz; it takes at most 8.865",
	} {
		t.Run(conf, func(t *testing.T) {
			c, err := chip.Parse(conf)
			if err == nil {
				_, err = chip.OpenOn(rig(0x76, model.NewBME280())(), c)
			}
			assert.ErrorContains(t, err, want)
			assert.ErrorContains(t, err, "sensors/chip")
		})
	}
}

// TestNeverReady: the driver of periph polls the status for ever.
func TestNeverReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := model.NewBME280()
		b := model.NewBus("i2c-1")
		b.Plug(0x76, c)
		dev, err := bmxx80.NewI2C(b, 0x76, &bmxx80.DefaultOpts)
		require.NoError(t, err)
		c.OnRead = func(r *model.Regs, reg byte) { r.R[0xf3] = 8 }
		from := time.Now()
		err = dev.Sense(make([]float32, 3))
		require.ErrorIs(t, err, bus.ErrTimeout)
		assert.ErrorContains(t, err, "timeout (not ready after 500ms); check power and wiring")
		assert.Less(t, time.Since(from), 510*time.Millisecond)
	})
}
