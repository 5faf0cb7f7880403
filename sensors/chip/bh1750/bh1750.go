package bh1750

import (
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/chip/link"
)

// Commands (table "Instruction set architecture").
const (
	cmdPowerDown = 0x00
	cmdPowerOn   = 0x01
	cmdHigh      = 0x10 // 1 lx a count
	cmdHigh2     = 0x11 // 0.5 lx a count
	cmdLow       = 0x13 // 4 lx
)

// Opts says how to measure.
type Opts struct {
	Mode string `conf:"mode" means:"high (1 lx), high2 (0.5 lx, up to 27 klx) or low (4 lx, fast)"`
}

// DefaultOpts suits rooms and daylight.
var DefaultOpts = Opts{Mode: "high"}

// mode is a command, its longest measurement time (table "Electrical
// characteristics") and the lux of a count: 1/1.2, halved in mode 2.
type mode struct {
	command byte
	time    time.Duration
	lux     float32
}

func modes() map[string]mode {
	return map[string]mode{
		"high":  {cmdHigh, 180 * time.Millisecond, 1 / 1.2},
		"high2": {cmdHigh2, 180 * time.Millisecond, 0.5 / 1.2},
		"low":   {cmdLow, 24 * time.Millisecond, 1 / 1.2},
	}
}

// Dev is an open chip.
type Dev struct {
	link *link.Link
	mode mode
	w    [1]byte
	r    [2]byte
}

// NewI2C opens a chip at 0x23 or 0x5C, starts it and waits for its first result, up
// to 180 ms.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	d := &Dev{link: link.I2C("sensors/chip/bh1750", b, addr)}
	m, ok := modes()[o.Mode]
	if !ok {
		return nil, d.link.Errorf("mode %q; use high, high2 or low", o.Mode)
	}
	d.mode = m
	if err := d.command(cmdPowerOn); err != nil {
		return nil, err
	}
	if err := d.command(m.command); err != nil {
		return nil, err
	}
	time.Sleep(m.time)
	return d, nil
}

func (d *Dev) command(c byte) error {
	d.w[0] = c
	return d.link.Tx(d.w[:], nil)
}

// String names chip and place.
func (d *Dev) String() string { return "bh1750 at " + d.link.String() }

// Halt switches the chip off.
func (d *Dev) Halt() error { return d.command(cmdPowerDown) }

// MaxRate returns how many results per second the chip forms.
func (d *Dev) MaxRate() float64 { return float64(time.Second) / float64(d.mode.time) }

// Sense reads the last result in lux. It allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	if err := d.link.Tx(nil, d.r[:]); err != nil {
		return err
	}
	dst[0] = float32(uint16(d.r[0])<<8|uint16(d.r[1])) * d.mode.lux
	return nil
}
