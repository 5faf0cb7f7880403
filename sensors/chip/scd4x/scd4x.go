package scd4x

import (
	"time"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
	periph "periph.io/x/devices/v3/scd4x"

	"edgetune/sensors/chip/link"
)

// Opts has no settings.
type Opts struct{}

// DefaultOpts is the only choice.
var DefaultOpts = Opts{}

// wait is longer than a reading: 5 s and periph's patience.
const wait = 10 * time.Second

// Dev is an open chip.
type Dev struct {
	dev   *periph.Dev
	watch *link.Bus
	env   periph.Env
}

// NewI2C opens the chip, which is at 0x62, and starts its periodic measurement.
func NewI2C(b i2c.Bus, addr uint16, _ *Opts) (*Dev, error) {
	w := link.WatchBus("sensors/chip/scd4x", b, addr)
	w.Begin(wait)
	dev, err := periph.NewI2C(w, addr)
	if err != nil {
		return nil, w.Wrap(err)
	}
	return &Dev{dev: dev, watch: w}, nil
}

// String names chip and place.
func (d *Dev) String() string { return "scd4x at " + d.watch.String() }

// Halt stops the measurement; it takes half a second.
func (d *Dev) Halt() error {
	d.watch.Begin(wait)
	return d.watch.Wrap(d.dev.Halt())
}

// Sense waits for the next result: ppm, degC and %RH.
func (d *Dev) Sense(dst []float32) error {
	d.watch.Begin(wait)
	if err := d.dev.Sense(&d.env); err != nil {
		return d.watch.Wrap(err)
	}
	dst[0] = float32(d.env.CO2)
	dst[1] = float32(float64(d.env.Temperature-physic.ZeroCelsius) / float64(physic.Kelvin))
	dst[2] = float32(float64(d.env.Humidity) / float64(physic.PercentRH))
	return nil
}
