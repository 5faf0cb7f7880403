package ina219

import (
	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
	periph "periph.io/x/devices/v3/ina219"

	"edgetune/sensors/chip/link"
)

// Opts says how to measure.
type Opts struct {
	ShuntOhm float64 `conf:"shunt_ohm" means:"resistance of the shunt"`
	MaxA     float64 `conf:"max_a" means:"largest current, which sets the resolution"`
}

// DefaultOpts fits the usual boards.
var DefaultOpts = Opts{ShuntOhm: 0.1, MaxA: 3.2}

// Dev is an open chip.
type Dev struct {
	dev   *periph.Dev
	watch *link.Bus
}

// NewI2C opens a chip at 0x40 to 0x4F.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	w := link.WatchBus("sensors/chip/ina219", b, addr)
	if !(o.ShuntOhm >= 1e-4 && o.ShuntOhm <= 1000 && o.MaxA >= 1e-3 && o.MaxA <= 1000) {
		return nil, w.Errorf("shunt_ohm %g, max_a %g; give the resistance of the shunt and the largest current", o.ShuntOhm, o.MaxA)
	}
	w.Begin(0)
	dev, err := periph.New(w, &periph.Opts{
		Address:       int(addr),
		SenseResistor: physic.ElectricResistance(o.ShuntOhm * float64(physic.Ohm)),
		MaxCurrent:    physic.ElectricCurrent(o.MaxA * float64(physic.Ampere)),
	})
	if err != nil {
		return nil, w.Wrap(err)
	}
	return &Dev{dev, w}, nil
}

// String names chip and place.
func (d *Dev) String() string { return "ina219 at " + d.watch.String() }

// Halt does nothing: the chip converts all the time.
func (d *Dev) Halt() error { return nil }

// Sense reads the last averages: A, V and W.
func (d *Dev) Sense(dst []float32) error {
	d.watch.Begin(0)
	p, err := d.dev.Sense()
	if err != nil {
		return d.watch.Wrap(err)
	}
	dst[0] = float32(float64(p.Current) / float64(physic.Ampere))
	dst[1] = float32(float64(p.Voltage) / float64(physic.Volt))
	dst[2] = dst[0] * dst[1]
	return nil
}
