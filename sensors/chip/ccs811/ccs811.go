package ccs811

import (
	"time"

	"periph.io/x/conn/v3/i2c"
	periph "periph.io/x/devices/v3/ccs811"

	"edgetune/sensors/chip/link"
)

// Opts has no settings: the chip measures once a second.
type Opts struct{}

// DefaultOpts is the only choice.
var DefaultOpts = Opts{}

// Registers and bits (tables "Application register overview" and "Status register").
const (
	regStatus  = 0x00
	regID      = 0x20
	identity   = 0x81
	appValid   = 0x10
	appRunning = 0x80
	failed     = 0x01
)

// Dev is an open chip.
type Dev struct {
	dev    *periph.Dev
	watch  *link.Bus
	values periph.SensorValues
}

// NewI2C opens a chip at 0x5A or 0x5B, starts its application and waits for its first
// result, a second.
func NewI2C(b i2c.Bus, addr uint16, _ *Opts) (*Dev, error) {
	const pkg = "sensors/chip/ccs811"
	l := link.I2C(pkg, b, addr)
	if err := identify(l); err != nil {
		return nil, err
	}
	w := link.WatchBus(pkg, b, addr)
	w.Begin(0)
	o := periph.DefaultOpts
	o.Addr = addr
	dev, err := periph.New(w, &o)
	if err != nil {
		return nil, w.Wrap(err)
	}
	status, err := l.Byte(regStatus)
	if err == nil && status&appRunning == 0 {
		err = l.Errorf("status %#02x: the application did not start; switch the power off and on", status)
	}
	time.Sleep(1100 * time.Millisecond)
	return &Dev{dev: dev, watch: w}, err
}

// identify checks that the chip is one and has an application to start.
func identify(l *link.Link) error {
	if err := l.Expect(regID, identity, nil); err != nil {
		return err
	}
	status, err := l.Byte(regStatus)
	if err == nil && status&appValid == 0 {
		err = l.Errorf("status %#02x: no valid application in the chip; it needs new firmware", status)
	}
	return err
}

// String names chip and place.
func (d *Dev) String() string { return "ccs811 at " + d.watch.String() }

// Halt stops the measurement.
func (d *Dev) Halt() error {
	d.watch.Begin(0)
	return d.watch.Wrap(d.dev.SetMeasurementModeRegister(periph.MeasurementModeParams{}))
}

// Sense reads the last result: ppm of equivalent carbon dioxide and ppb of volatile
// organic compounds.
func (d *Dev) Sense(dst []float32) error {
	d.watch.Begin(0)
	if err := d.dev.Sense(&d.values); err != nil {
		return d.watch.Wrap(err)
	}
	if d.values.Status&failed != 0 && d.values.Error != nil {
		return d.watch.Errorf("%w; switch the power off and on", d.values.Error)
	}
	dst[0], dst[1] = float32(d.values.ECO2), float32(d.values.VOC)
	return nil
}
