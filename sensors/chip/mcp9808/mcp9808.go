package mcp9808

import (
	"time"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
	periph "periph.io/x/devices/v3/mcp9808"

	"edgetune/sensors/chip/link"
)

// Opts has no settings: the finest resolution is taken.
type Opts struct{}

// DefaultOpts is the only choice.
var DefaultOpts = Opts{}

// Identity (registers "Manufacturer ID" and "Device ID/Revision").
const (
	regMaker = 6
	regPart  = 7
	maker    = 0x0054
	part     = 0x04 // high byte
)

// conversion is the time for a resolution of 0.0625 degC (register "Resolution").
const conversion = 250 * time.Millisecond

// Dev is an open chip.
type Dev struct {
	dev   *periph.Dev
	watch *link.Bus
	env   physic.Env
}

// NewI2C opens a chip at 0x18 to 0x1F and waits for its first result, 250 ms.
func NewI2C(b i2c.Bus, addr uint16, _ *Opts) (*Dev, error) {
	const pkg = "sensors/chip/mcp9808"
	if err := identify(link.I2C(pkg, b, addr)); err != nil {
		return nil, err
	}
	w := link.WatchBus(pkg, b, addr)
	w.Begin(0)
	dev, err := periph.New(w, &periph.Opts{Addr: int(addr), Res: periph.Maximum})
	if err != nil {
		return nil, w.Wrap(err)
	}
	time.Sleep(conversion)
	return &Dev{dev: dev, watch: w}, nil
}

func identify(l *link.Link) error {
	m, err := l.Word(regMaker)
	if err != nil {
		return err
	}
	p, err := l.Word(regPart)
	if err == nil && (m != maker || p>>8 != part) {
		return l.Errorf("maker %#04x, part %#04x, want %#04x and 0x04xx; another chip is at this address", m, p, maker)
	}
	return err
}

// String names chip and place.
func (d *Dev) String() string { return "mcp9808 at " + d.watch.String() }

// Halt shuts the chip down.
func (d *Dev) Halt() error {
	d.watch.Begin(0)
	return d.watch.Wrap(d.dev.Halt())
}

// Sense reads the last result in degC.
func (d *Dev) Sense(dst []float32) error {
	d.watch.Begin(0)
	if err := d.dev.Sense(&d.env); err != nil {
		return d.watch.Wrap(err)
	}
	dst[0] = float32(float64(d.env.Temperature-physic.ZeroCelsius) / float64(physic.Kelvin))
	return nil
}
