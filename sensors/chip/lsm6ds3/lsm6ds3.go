package lsm6ds3

import (
	"encoding/binary"
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/chip/link"
)

// Registers (table "Registers address map").
const (
	regFIFOControl3 = 0x08
	regFIFOControl5 = 0x0a
	regWhoAmI       = 0x0f
	regControl1     = 0x10 // CTRL1_XL
	regControl2     = 0x11 // CTRL2_G
	regControl3     = 0x12 // CTRL3_C
	regData         = 0x22 // gyroscope x y z, accelerometer x y z
	regFIFOStatus   = 0x3a // 4 bytes
	regFIFO         = 0x3e // the address goes back from 0x3F to 0x3E
)

const (
	softReset  = 0x01
	blockAuto  = 0x44     // CTRL3_C: BDU, IF_INC
	noDecimate = 1<<3 | 1 // FIFO_CTRL3: every sample of both
	continuous = 6        // FIFO_CTRL5: FIFO_MODE 110
	overrun    = 0x40     // FIFO_STATUS2
	frame      = 12       // bytes of a sample
	burst      = 1020     // bytes of a burst, whole samples
	settle     = 100 * time.Millisecond
)

// ids are the values of WHO_AM_I: LSM6DS3 is 0x69, LSM6DSL and LSM6DS3TR-C are 0x6A.
func ids() map[byte]bool { return map[byte]bool{0x69: true, 0x6a: true} }

// Dev is an open chip.
type Dev struct {
	link   *link.Link
	set    settings
	raw    []byte
	resync bool // the FIFO may not start with a whole sample
}

// NewI2C opens a chip at 0x6A or 0x6B, resets it and starts sampling into the FIFO.
// It takes 100 ms.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	d := &Dev{link: link.I2C("sensors/chip/lsm6ds3", b, addr), raw: make([]byte, burst)}
	var err error
	if d.set, err = o.settings(); err != nil {
		return nil, d.link.Errorf("%w", err)
	}
	if err := d.identify(); err != nil {
		return nil, err
	}
	if err := d.link.Write(regControl3, softReset); err != nil {
		return nil, err
	}
	time.Sleep(settle / 2)
	err = d.link.SetAll([]link.Setting{
		{Reg: regControl3, Value: blockAuto},
		{Reg: regControl1, Value: d.set.rateCode<<4 | d.set.accelBits<<2},
		{Reg: regControl2, Value: d.set.rateCode<<4 | d.set.gyroBits<<2},
		{Reg: regFIFOControl3, Value: noDecimate},
	})
	if err != nil {
		return nil, err
	}
	time.Sleep(settle / 2)
	return d, d.restart()
}

func (d *Dev) identify() error {
	id, err := d.link.Byte(regWhoAmI)
	if err != nil || ids()[id] {
		return err
	}
	if id == 0x68 {
		return d.link.Errorf(`chip id 0x68, want 0x69 or 0x6a; this is an LSM9DS1, use chip "lsm9ds1"`)
	}
	return d.link.Errorf("chip id %#02x, want 0x69 or 0x6a; another chip is at this address, or the wiring is bad", id)
}

// restart empties the FIFO (bypass mode) and lets it fill again.
func (d *Dev) restart() error {
	d.resync = true
	if err := d.link.Write(regFIFOControl5, 0); err != nil {
		return err
	}
	if err := d.link.Set(regFIFOControl5, d.set.rateCode<<3|continuous); err != nil {
		return err
	}
	d.resync = false
	return nil
}

// String names chip and place.
func (d *Dev) String() string { return "lsm6ds3 at " + d.link.String() }

// Halt powers both sensors down.
func (d *Dev) Halt() error {
	err := d.link.Write(regControl1, 0)
	if e := d.link.Write(regControl2, 0); err == nil {
		err = e
	}
	return err
}

// Rate returns the nominal samples per second (CTRL1_XL, ODR_XL).
func (d *Dev) Rate() float64 { return float64(int(13) << (d.set.rateCode - 1)) }

// Depth returns how many samples one burst takes; the FIFO holds more.
func (d *Dev) Depth() int { return burst / frame }

// Sense reads the newest sample, past the FIFO.
func (d *Dev) Sense(dst []float32) error {
	if err := d.link.Read(regData, d.raw[:frame]); err != nil {
		return err
	}
	d.convert(dst, d.raw)
	return nil
}

// Drain moves samples out of the FIFO, oldest first. It allocates nothing.
func (d *Dev) Drain(dst []float32) (n int, full bool, err error) {
	if d.resync {
		return 0, true, d.restart()
	}
	status := d.raw[:4]
	if err := d.link.Read(regFIFOStatus, status); err != nil {
		return 0, false, err
	}
	words := int(status[1]&0x0f)<<8 | int(status[0])
	pattern := int(status[3]&3)<<8 | int(status[2])
	n = min(2*words/frame, len(dst)/6, burst/frame)
	if status[1]&overrun != 0 || (words > 0 && pattern != 0) {
		return 0, true, d.restart()
	}
	if n == 0 {
		return 0, false, nil
	}
	if err := d.link.Read(regFIFO, d.raw[:n*frame]); err != nil {
		d.resync = true
		return 0, false, err
	}
	for i := range n {
		d.convert(dst[6*i:], d.raw[i*frame:])
	}
	return n, false, nil
}

// convert scales one sample: the gyroscope comes first.
func (d *Dev) convert(dst []float32, p []byte) {
	for i := range 3 {
		dst[i] = float32(int16(binary.LittleEndian.Uint16(p[6+2*i:]))) * d.set.accel
		dst[3+i] = float32(int16(binary.LittleEndian.Uint16(p[2*i:]))) * d.set.gyro
	}
}
