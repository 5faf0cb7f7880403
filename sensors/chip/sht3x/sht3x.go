package sht3x

import (
	"errors"
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/chip/link"
)

// Opts says how to measure.
type Opts struct {
	Repeatability string `conf:"repeatability" means:"high, medium or low: less noise or less time"`
}

// DefaultOpts measures with the least noise.
var DefaultOpts = Opts{Repeatability: "high"}

// mode is a single-shot command without clock stretching (table "Measurement
// commands in single shot mode") and its longest time (table "Timing specifications").
type mode struct {
	command uint16
	wait    time.Duration
}

func modes() map[string]mode {
	return map[string]mode{
		"high":   {0x2400, 15500 * time.Microsecond},
		"medium": {0x240b, 6500 * time.Microsecond},
		"low":    {0x2416, 4500 * time.Microsecond},
	}
}

// Commands (tables "Soft reset command" and "Break command").
const (
	cmdBreak = 0x3093
	cmdReset = 0x30a2
)

// ErrChecksum is in the chain of errors about a word that came over the bus wrong.
var ErrChecksum = errors.New("wrong checksum; check power and wiring, or use a slower clock")

// Dev is an open chip.
type Dev struct {
	link *link.Link
	mode mode
	w    [2]byte
	r    [6]byte
}

// NewI2C opens a chip at 0x44 or 0x45 and resets it.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	d := &Dev{link: link.I2C("sensors/chip/sht3x", b, addr)}
	m, ok := modes()[o.Repeatability]
	if !ok {
		return nil, d.link.Errorf("repeatability %q; use high, medium or low", o.Repeatability)
	}
	d.mode = m
	if err := d.command(cmdBreak); err != nil {
		return nil, err
	}
	time.Sleep(time.Millisecond)
	err := d.command(cmdReset)
	time.Sleep(2 * time.Millisecond) // 1.5 ms (table "Timing specifications", soft reset)
	return d, err
}

func (d *Dev) command(c uint16) error {
	d.w = [2]byte{byte(c >> 8), byte(c)}
	return d.link.Tx(d.w[:], nil)
}

// String names chip and place.
func (d *Dev) String() string { return "sht3x at " + d.link.String() }

// Halt does nothing: the chip sleeps between readings.
func (d *Dev) Halt() error { return nil }

// MaxRate returns how many readings per second the chip can take.
func (d *Dev) MaxRate() float64 { return float64(time.Second) / float64(d.mode.wait+time.Millisecond) }

// Sense measures once: degC and %RH. It waits 5 to 16 ms and allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	if err := d.command(d.mode.command); err != nil {
		return err
	}
	time.Sleep(d.mode.wait)
	if err := d.link.Tx(nil, d.r[:]); err != nil {
		return err
	}
	if crc(d.r[:2]) != d.r[2] || crc(d.r[3:5]) != d.r[5] {
		return d.link.Errorf("%w", ErrChecksum)
	}
	dst[0], dst[1] = convert(word(d.r[:]), word(d.r[3:]))
	return nil
}

func word(p []byte) float32 { return float32(uint16(p[0])<<8 | uint16(p[1])) }

// convert: section "Conversion of signal output".
func convert(t, h float32) (degC, rh float32) {
	return -45 + float32(175*t/65535), 100 * h / 65535
}

// crc is CRC-8 with the polynomial 0x31 and the start value 0xFF (table "I2C CRC
// properties"); the example there is 0x92 for 0xBEEF.
func crc(p []byte) byte {
	c := byte(0xff)
	for _, b := range p {
		c ^= b
		for range 8 {
			if c&0x80 != 0 {
				c = c<<1 ^ 0x31
			} else {
				c <<= 1
			}
		}
	}
	return c
}
