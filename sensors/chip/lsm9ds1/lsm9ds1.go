package lsm9ds1

import (
	"encoding/binary"
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/chip/link"
)

// Registers of accelerometer and gyroscope (table "Accelerometer and gyroscope
// register address map").
const (
	regWhoAmI = 0x0f
	regGyro1  = 0x10 // CTRL_REG1_G: ODR_G, FS_G, BW_G
	regGyro   = 0x18 // 6 bytes, low bytes first
	regAccel6 = 0x20 // CTRL_REG6_XL: ODR_XL, FS_XL
	regCtrl8  = 0x22 // CTRL_REG8
	regAccel  = 0x28 // 6 bytes
)

// Registers of the magnetometer (table "Magnetic sensor register address map").
const (
	regMag1       = 0x20 // CTRL_REG1_M; 2, 3, 4 and 5 follow
	regMag        = 0x28 // 6 bytes
	autoIncrement = 0x80
)

const (
	identity    = 0x68
	magIdentity = 0x3d
	softReset   = 0x01
	blockAuto   = 0x44 // CTRL_REG8: BDU, IF_ADD_INC
	settle      = 100 * time.Millisecond
	magLSB      = 0.014 // uT: 0.14 mgauss in the range of 4 gauss (table "Sensor characteristics")
)

// Dev is an open chip.
type Dev struct {
	link *link.Link
	mag  *link.Link // nil when it is left out
	set  settings
	raw  [6]byte
}

// NewI2C opens a chip whose accelerometer is at 0x6A or 0x6B and its magnetometer at
// 0x1C or 0x1E. It takes 200 ms.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	const pkg = "sensors/chip/lsm9ds1"
	d := &Dev{link: link.I2C(pkg, b, addr)}
	var err error
	if d.set, err = o.settings(); err != nil {
		return nil, d.link.Errorf("%w", err)
	}
	err = d.link.Expect(regWhoAmI, identity, map[byte]string{
		0x69: `this is an LSM6DS3, use chip "lsm6ds3"`, 0x6a: `this is an LSM6DSL, use chip "lsm6ds3"`,
	})
	if err != nil {
		return nil, err
	}
	if o.Magnetometer {
		d.mag = link.I2C(pkg, b, magAddr(addr))
	}
	if err := d.start(); err != nil {
		return nil, err
	}
	time.Sleep(settle)
	return d, nil
}

// magAddr is the address of the magnetometer on boards that set both by one wire.
func magAddr(addr uint16) uint16 {
	if addr == 0x6b {
		return 0x1e
	}
	return 0x1c
}

// start resets the chip and writes the settings.
func (d *Dev) start() error {
	if err := d.link.Write(regCtrl8, softReset); err != nil {
		return err
	}
	time.Sleep(settle)
	err := d.link.SetAll([]link.Setting{
		{Reg: regCtrl8, Value: blockAuto},
		{Reg: regGyro1, Value: d.set.rate<<5 | d.set.gyroBits<<3},
		{Reg: regAccel6, Value: d.set.rate<<5 | d.set.accelBits<<3},
	})
	if err != nil || d.mag == nil {
		return err
	}
	if err := d.mag.Expect(regWhoAmI, magIdentity, nil); err != nil {
		return err
	}
	// CTRL_REG1_M to 5_M: compensated, ultra-high performance, 80 Hz; ±4 gauss;
	// continuous; ultra-high performance in Z; BDU.
	for i, v := range [...]byte{0xfc, 0x00, 0x00, 0x0c, 0x40} {
		if err := d.mag.Set(regMag1+byte(i), v); err != nil {
			return err
		}
	}
	return nil
}

// String names chip and place.
func (d *Dev) String() string { return "lsm9ds1 at " + d.link.String() }

// Halt powers the sensors down.
func (d *Dev) Halt() error {
	err := d.link.Write(regGyro1, 0)
	if e := d.link.Write(regAccel6, 0); err == nil {
		err = e
	}
	if d.mag != nil {
		if e := d.mag.Write(regMag1+2, 3); err == nil { // CTRL_REG3_M: MD 11
			err = e
		}
	}
	return err
}

// Channels returns the names of the values.
func (d *Dev) Channels() []string {
	return d.cut("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z", "mag_x", "mag_y", "mag_z")
}

// Units returns the units of the values.
func (d *Dev) Units() []string {
	return d.cut("m/s^2", "m/s^2", "m/s^2", "rad/s", "rad/s", "rad/s", "uT", "uT", "uT")
}

func (d *Dev) cut(all ...string) []string {
	if d.mag == nil {
		return all[:6]
	}
	return all
}

// Sense reads the newest sample of each sensor. It allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	if err := d.vector(dst, d.link, regAccel, d.set.accel); err != nil {
		return err
	}
	if err := d.vector(dst[3:], d.link, regGyro, d.set.gyro); err != nil {
		return err
	}
	if d.mag == nil {
		return nil
	}
	return d.vector(dst[6:], d.mag, autoIncrement|regMag, magLSB)
}

// vector reads three words.
func (d *Dev) vector(dst []float32, l *link.Link, reg byte, lsb float32) error {
	if err := l.Read(reg, d.raw[:]); err != nil {
		return err
	}
	for i := range 3 {
		dst[i] = float32(int16(binary.LittleEndian.Uint16(d.raw[2*i:]))) * lsb
	}
	return nil
}
