package adxl345

import (
	"encoding/binary"
	"math"
	"slices"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors/chip/link"
)

// Registers (table "Register map").
const (
	regDeviceID   = 0x00
	regRate       = 0x2c
	regPower      = 0x2d
	regIntSource  = 0x30
	regFormat     = 0x31
	regData       = 0x32 // to 0x37, low bytes first
	regFIFO       = 0x38
	regFIFOStatus = 0x39
)

// Bits of the registers (section "Register definitions").
const (
	identity   = 0xe5
	measure    = 0x08 // POWER_CTL
	fullRes    = 0x08 // DATA_FORMAT: 3.9 mg a count in all ranges
	fifoBypass = 0x00 // FIFO_CTL
	fifoStream = 0x80
	overrun    = 0x01 // INT_SOURCE
	multiByte  = 0x40 // of an address on SPI
	depth      = 32
)

// lsb is a count in full resolution: 256 LSB/g (table "Specifications").
const lsb = 9.80665 / 256

// maxClock lets the address phase give the FIFO its 5 µs to move on (section "FIFO",
// "Retrieving data from FIFO": at 1.6 MHz or less).
const maxClock = 1500 * physic.KiloHertz

// Opts says how to measure.
type Opts struct {
	RangeG int     `conf:"range_g" means:"2, 4, 8 or 16"`
	Hz     float64 // samples per second; the nearest of 6.25, 12.5, 25, … 1600 is taken
}

// DefaultOpts suits motion and machines.
var DefaultOpts = Opts{RangeG: 16, Hz: 100}

// SetRate sets the samples per second.
func (o *Opts) SetRate(hz float64) { o.Hz = hz }

// Dev is an open chip.
type Dev struct {
	link *link.Link
	code byte // of the rate (table "Typical current consumption vs. data rate")
	span byte // of the range
	raw  [6]byte
}

// NewI2C opens a chip at 0x53 or 0x1D and starts sampling.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	return open(link.I2C("sensors/chip/adxl345", b, addr), o)
}

// NewSPI opens a chip at an SPI port, in mode 3.
func NewSPI(p spi.Port, o *Opts) (*Dev, error) {
	l, err := link.SPI("sensors/chip/adxl345", p, maxClock, spi.Mode3)
	if err != nil {
		return nil, err
	}
	l.ReadFlag = 0x80 | multiByte
	return open(l, o)
}

func open(l *link.Link, o *Opts) (*Dev, error) {
	span := slices.Index([]int{2, 4, 8, 16}, o.RangeG)
	if span < 0 {
		return nil, l.Errorf("range_g %d; use 2, 4, 8 or 16", o.RangeG)
	}
	if !(o.Hz >= 4.4 && o.Hz <= 2200) {
		return nil, l.Errorf("rate %g Hz; the chip samples at 6.25 to 1600 Hz", o.Hz)
	}
	d := &Dev{link: l, span: byte(span)}
	d.code = byte(max(6, min(14, 10+math.Round(math.Log2(o.Hz/100)))))
	if err := l.Expect(regDeviceID, identity, nil); err != nil {
		return nil, err
	}
	return d, d.start()
}

// start writes the settings and lets the FIFO fill.
func (d *Dev) start() error {
	return d.link.SetAll([]link.Setting{
		{Reg: regPower, Value: 0},
		{Reg: regFIFO, Value: fifoBypass},
		{Reg: regRate, Value: d.code},
		{Reg: regFormat, Value: fullRes | d.span},
		{Reg: regFIFO, Value: fifoStream},
		{Reg: regPower, Value: measure},
	})
}

// String names chip and place.
func (d *Dev) String() string { return "adxl345 at " + d.link.String() }

// Halt stops the measurement.
func (d *Dev) Halt() error { return d.link.Write(regPower, 0) }

// Rate returns the nominal samples per second.
func (d *Dev) Rate() float64 { return 100 * math.Ldexp(1, int(d.code)-10) }

// Depth returns how many samples the FIFO holds.
func (d *Dev) Depth() int { return depth }

// Sense takes the oldest sample out of the FIFO.
func (d *Dev) Sense(dst []float32) error {
	if err := d.link.Read(regData, d.raw[:]); err != nil {
		return err
	}
	for i := range 3 {
		dst[i] = float32(int16(binary.LittleEndian.Uint16(d.raw[2*i:]))) * lsb
	}
	return nil
}

// Drain moves samples out of the FIFO, oldest first: one transfer each, as the chip
// wants it. It allocates nothing.
func (d *Dev) Drain(dst []float32) (n int, full bool, err error) {
	held, err := d.link.Byte(regFIFOStatus)
	if err != nil {
		return 0, false, err
	}
	source, err := d.link.Byte(regIntSource)
	if err != nil {
		return 0, false, err
	}
	if source&overrun != 0 || held&0x3f > depth {
		return 0, true, d.start()
	}
	for n < min(int(held&0x3f), len(dst)/3) {
		if err := d.Sense(dst[3*n:]); err != nil {
			return n, false, err
		}
		n++
	}
	return n, false, nil
}
