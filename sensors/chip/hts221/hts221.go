package hts221

import (
	"encoding/binary"
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/link"
)

// Registers (table "Register address map"). autoIncrement in front of an address
// moves it on from byte to byte.
const (
	regWhoAmI      = 0x0f
	regAverage     = 0x10
	regControl1    = 0x20
	regStatus      = 0x27
	regHumidity    = 0x28 // 2 bytes, then 2 of temperature
	regCalibration = 0x30 // 16 bytes
	autoIncrement  = 0x80
)

const (
	identity  = 0xbc
	averages  = 0x1b             // AV_CONF: 16 of temperature, 32 of humidity
	powerDown = 0x00             // CTRL_REG1
	active    = 0x80 | 4 | 3     // CTRL_REG1: PD, BDU, ODR 11 (12.5 Hz)
	ready     = 3                // STATUS_REG: H_DA and T_DA
	period    = time.Second / 12 // of the chip
)

// Opts has no settings.
type Opts struct{}

// DefaultOpts is the only choice.
var DefaultOpts = Opts{}

// line is a straight line through two points.
type line struct{ x0, y0, slope float32 }

func newLine(x0, x1 int16, y0, y1 float32) (line, bool) {
	if x0 == x1 {
		return line{}, false
	}
	return line{float32(x0), y0, (y1 - y0) / (float32(x1) - float32(x0))}, true
}

func (l line) at(x int16) float32 { return l.y0 + float32((float32(x)-l.x0)*l.slope) }

// Dev is an open chip.
type Dev struct {
	link                  *link.Link
	temperature, humidity line
	raw                   [4]byte
}

// NewI2C opens a chip at 0x5F, reads its calibration and waits for its first result,
// 80 ms.
func NewI2C(b i2c.Bus, addr uint16, _ *Opts) (*Dev, error) {
	d := &Dev{link: link.I2C("sensors/chip/hts221", b, addr)}
	if err := d.link.Expect(regWhoAmI, identity, nil); err != nil {
		return nil, err
	}
	if err := d.calibrate(); err != nil {
		return nil, err
	}
	err := d.link.SetAll([]link.Setting{{Reg: regAverage, Value: averages}, {Reg: regControl1, Value: active}})
	if err != nil {
		return nil, err
	}
	for range 10 {
		time.Sleep(period)
		if s, err := d.link.Byte(regStatus); err != nil || s&ready == ready {
			return d, err
		}
	}
	return nil, d.link.Errorf("%w: no first result; check power and wiring", bus.ErrTimeout)
}

// calibrate reads the two points of each line (table "Decoding the coefficients"): the
// humidities in half %RH, the temperatures in 1/8 degC with their bits 8 and 9 in one
// register, and the raw words that belong to them.
func (d *Dev) calibrate() error {
	var c [16]byte
	if err := d.link.Read(autoIncrement|regCalibration, c[:]); err != nil {
		return err
	}
	word := func(i int) int16 { return int16(binary.LittleEndian.Uint16(c[i:])) }
	t0 := float32(float32(uint16(c[5]&3)<<8|uint16(c[2])) / 8)
	t1 := float32(float32(uint16(c[5]&12)<<6|uint16(c[3])) / 8)
	var okT, okH bool
	d.humidity, okH = newLine(word(6), word(10), float32(float32(c[0])/2), float32(float32(c[1])/2))
	d.temperature, okT = newLine(word(12), word(14), t0, t1)
	if !okT || !okH {
		return d.link.Errorf("the calibration % x has no slope; check power and wiring", c[:])
	}
	return nil
}

// String names chip and place.
func (d *Dev) String() string { return "hts221 at " + d.link.String() }

// Halt powers the chip down.
func (d *Dev) Halt() error { return d.link.Write(regControl1, powerDown) }

// Sense reads the last result: degC and %RH, the latter within 0 to 100. It allocates
// nothing.
func (d *Dev) Sense(dst []float32) error {
	if err := d.link.Read(autoIncrement|regHumidity, d.raw[:]); err != nil {
		return err
	}
	h := d.humidity.at(int16(binary.LittleEndian.Uint16(d.raw[:])))
	dst[0] = d.temperature.at(int16(binary.LittleEndian.Uint16(d.raw[2:])))
	dst[1] = max(0, min(100, h))
	return nil
}
