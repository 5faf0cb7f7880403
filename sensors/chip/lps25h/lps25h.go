package lps25h

import (
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/link"
)

// Registers (table "Registers address map"). autoIncrement in front of an address
// moves it on from byte to byte (section "I2C operation").
const (
	regWhoAmI     = 0x0f
	regControl1   = 0x20
	regStatus     = 0x27
	regPressure   = 0x28 // 3 bytes, then 2 of temperature
	autoIncrement = 0x80
)

const (
	identity  = 0xbd
	powerDown = 0x00
	active    = 0x80 | 0x40 | 0x04 // CTRL_REG1: PD, ODR 100 (25 Hz), BDU
	ready     = 3                  // STATUS_REG: P_DA and T_DA
	chipRate  = 25                 // Hz
)

// Weights of a count (sections "Pressure data" and "Temperature data").
const (
	hPaPerCount  = 1.0 / 4096
	degCPerCount = 1.0 / 480
	degCAtZero   = 42.5
)

// Opts has no settings.
type Opts struct{}

// DefaultOpts is the only choice.
var DefaultOpts = Opts{}

// Dev is an open chip.
type Dev struct {
	link *link.Link
	raw  [5]byte
}

// NewI2C opens a chip at 0x5C or 0x5D and waits for its first result, 40 ms.
func NewI2C(b i2c.Bus, addr uint16, _ *Opts) (*Dev, error) {
	d := &Dev{link: link.I2C("sensors/chip/lps25h", b, addr)}
	err := d.link.Expect(regWhoAmI, identity, map[byte]string{
		0xb1: "this is an LPS22HB; read it through iio", 0xbb: "this is an LPS331AP; read it through iio",
	})
	if err != nil {
		return nil, err
	}
	if err := d.link.SetAll([]link.Setting{{Reg: regControl1, Value: powerDown}, {Reg: regControl1, Value: active}}); err != nil {
		return nil, err
	}
	for range 10 {
		time.Sleep(time.Second / chipRate)
		if s, err := d.link.Byte(regStatus); err != nil || s&ready == ready {
			return d, err
		}
	}
	return nil, d.link.Errorf("%w: no first result; check power and wiring", bus.ErrTimeout)
}

// String names chip and place.
func (d *Dev) String() string { return "lps25h at " + d.link.String() }

// Halt powers the chip down.
func (d *Dev) Halt() error { return d.link.Write(regControl1, powerDown) }

// Sense reads the last result: degC and Pa. It allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	if err := d.link.Read(autoIncrement|regPressure, d.raw[:]); err != nil {
		return err
	}
	p := int32(d.raw[2])<<24 | int32(d.raw[1])<<16 | int32(d.raw[0])<<8
	t := int16(uint16(d.raw[4])<<8 | uint16(d.raw[3]))
	dst[0] = degCAtZero + float32(float32(t)*degCPerCount)
	dst[1] = float32(p>>8) * (100 * hPaPerCount)
	return nil
}
