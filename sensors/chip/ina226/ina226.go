package ina226

import (
	"math"
	"slices"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/chip/link"
)

// Registers (table "Register set summary").
const (
	regConfig = 0x00
	regShunt  = 0x01
	regBus    = 0x02
	regMaker  = 0xfe // 0x5449, "TI"
	regDie    = 0xff // 0x2260
)

// Weights of one count (section "Programming", electrical characteristics).
const (
	shuntLSB = 2.5e-6  // V
	busLSB   = 1.25e-3 // V
)

// Opts says how to measure.
type Opts struct {
	ShuntOhm float64 `conf:"shunt_ohm" means:"resistance of the shunt"`
	Average  int     `conf:"average" means:"1, 4, 16, 64, 128, 256, 512 or 1024 conversions"`
	Hz       float64 // readings per second
}

// DefaultOpts fits the usual boards: 0.1 ohm, up to 0.8 A.
var DefaultOpts = Opts{ShuntOhm: 0.1, Average: 4, Hz: 10}

// SetRate sets the readings per second.
func (o *Opts) SetRate(hz float64) { o.Hz = hz }

// Dev is an open chip.
type Dev struct {
	link    *link.Link
	current float32 // A a count
	average int
}

// convTime is that of one input in the default setting CT = 100, at most 1.21 ms
// (electrical characteristics, "ADC conversion time").
const convTime = 1.21e-3

// NewI2C opens a chip at 0x40 to 0x4F.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	l := link.I2C("sensors/chip/ina226", b, addr)
	avg := slices.Index(averages(), o.Average)
	switch {
	case !(o.ShuntOhm > 0 && o.ShuntOhm <= 1000):
		return nil, l.Errorf("shunt_ohm %g; give the resistance of the shunt in ohm", o.ShuntOhm)
	case avg < 0:
		return nil, l.Errorf("average %d; use one of %v", o.Average, averages())
	}
	if err := identify(l); err != nil {
		return nil, err
	}
	// Bit 14 is fixed at 1, both inputs convert in 1.1 ms, continuously (table
	// "Configuration register").
	config := uint16(0x4127 | avg<<9)
	if err := l.Write(regConfig, byte(config>>8), byte(config)); err != nil {
		return nil, err
	}
	got, err := l.Word(regConfig)
	if err == nil && got != config {
		err = l.Errorf("config register holds %#04x after %#04x was written; check power and wiring", got, config)
	}
	return &Dev{l, float32(shuntLSB / o.ShuntOhm), o.Average}, err
}

func averages() []int { return []int{1, 4, 16, 64, 128, 256, 512, 1024} }

func identify(l *link.Link) error {
	die, err := l.Word(regDie)
	if err != nil || die == 0x2260 {
		return err
	}
	return l.Errorf("die id %#04x, want 0x2260; this may be an INA219, use chip \"ina219\"", die)
}

// String names chip and place.
func (d *Dev) String() string { return "ina226 at " + d.link.String() }

// Halt stops the conversions (MODE 000).
func (d *Dev) Halt() error { return d.link.Write(regConfig, 0x41, 0x20) }

// MaxRate returns how many averages per second the chip forms.
func (d *Dev) MaxRate() float64 { return 1 / (2 * convTime * float64(d.average)) }

// Sense reads the last averages: A, V and W. It allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	shunt, err := d.link.Word(regShunt)
	if err != nil {
		return err
	}
	volts, err := d.link.Word(regBus)
	if err != nil {
		return err
	}
	dst[0] = float32(int16(shunt)) * d.current
	dst[1] = float32(volts&math.MaxInt16) * busLSB
	dst[2] = dst[0] * dst[1]
	return nil
}
