package aht20

import (
	"errors"
	"time"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
	periph "periph.io/x/devices/v3/aht20"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/link"
)

// Opts has no settings.
type Opts struct{}

// DefaultOpts is the only choice.
var DefaultOpts = Opts{}

// ErrChecksum is in the chain of errors about bytes that came over the bus wrong.
var ErrChecksum = errors.New("wrong checksum; check power and wiring, or use a slower clock")

// wait is longer than any reading: 80 ms and periph's 150 ms.
const wait = time.Second

// Dev is an open chip.
type Dev struct {
	dev   *periph.Dev
	watch *link.Bus
	env   physic.Env
}

// NewI2C opens the chip, which is at 0x38, and calibrates it where it is not.
func NewI2C(b i2c.Bus, addr uint16, _ *Opts) (*Dev, error) {
	w := link.WatchBus("sensors/chip/aht20", b, addr)
	w.Begin(wait)
	dev, err := periph.NewI2C(w, &periph.DefaultOpts)
	if err != nil {
		return nil, w.Wrap(err)
	}
	return &Dev{dev: dev, watch: w}, nil
}

// String names chip and place.
func (d *Dev) String() string { return "aht20 at " + d.watch.String() }

// Halt does nothing: the chip sleeps between readings.
func (d *Dev) Halt() error { return nil }

// Sense measures once: degC and %RH.
func (d *Dev) Sense(dst []float32) error {
	d.watch.Begin(wait)
	if err := d.dev.Sense(&d.env); err != nil {
		return d.watch.Wrap(explain(err))
	}
	dst[0] = float32(float64(d.env.Temperature-physic.ZeroCelsius) / float64(physic.Kelvin))
	dst[1] = float32(float64(d.env.Humidity) / float64(physic.PercentRH))
	return nil
}

// explain gives the errors of periph's driver sentinels and advice.
func explain(err error) error {
	var corrupt *periph.DataCorruptionError
	var late *periph.ReadTimeoutError
	var raw *periph.NotInitializedError
	switch {
	case errors.As(err, &corrupt):
		return ErrChecksum
	case errors.As(err, &late):
		return &bus.Error{Kind: bus.ErrTimeout, Err: late, Hint: "check the supply"}
	case errors.As(err, &raw):
		return errors.New("the chip lost its calibration; open it again")
	}
	return err
}
