package mpu6050

import (
	"encoding/binary"
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/chip/link"
)

// Registers, by their numbers in the register map.
const (
	regSampleDiv    = 25
	regConfig       = 26
	regGyroConfig   = 27
	regAccelConfig  = 28
	regAccelConfig2 = 29
	regFIFOEnable   = 35
	regData         = 59 // to 72: accelerometer, temperature, gyroscope
	regUserCtrl     = 106
	regPower1       = 107
	regFIFOCount    = 114
	regFIFO         = 116
	regWhoAmI       = 117
)

// Bits of the registers.
const (
	powerReset   = 0x80 // register 107, DEVICE_RESET
	powerPLL     = 0x01 // register 107, CLKSEL 1: the PLL with the gyroscope's X axis
	userReset    = 0x04 // register 106, FIFO_RESET
	userFIFO     = 0x40 // register 106, FIFO_EN
	fifoAccel    = 0x08 // register 35, ACCEL_FIFO_EN
	fifoGyro     = 0x70 // register 35, XG, YG and ZG_FIFO_EN
	fifoTemp     = 0x80 // register 35, TEMP_FIFO_EN
	resetTime    = 100 * time.Millisecond
	startingTime = 50 * time.Millisecond // the gyroscope needs 30 ms (product specification, "Gyroscope start-up time")
)

// Dev is an open chip.
type Dev struct {
	link   *link.Link
	opts   Opts
	chip   variant
	set    settings
	frame  int    // bytes of a sample in the FIFO
	raw    []byte // one FIFO
	resync bool   // the FIFO may not start with a whole sample
}

// NewI2C opens a chip at 0x68 or 0x69, resets it and starts sampling into the FIFO.
// It takes 150 ms.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	c := *o
	if c.Model == "" {
		c.Model = MPU6050
	}
	d := &Dev{link: link.I2C("sensors/chip/"+string(c.Model), b, addr), opts: c, frame: 12}
	var err error
	if d.chip, err = c.variant(); err != nil {
		return nil, d.link.Errorf("%w", err)
	}
	if d.set, err = c.settings(); err != nil {
		return nil, d.link.Errorf("%w", err)
	}
	if c.Temperature {
		d.frame = 14
	}
	d.raw = make([]byte, d.chip.fifo)
	if err := d.identify(); err != nil {
		return nil, err
	}
	return d, d.start()
}

// identify checks WHO_AM_I.
func (d *Dev) identify() error {
	id, err := d.link.Byte(regWhoAmI)
	if err != nil || d.chip.ids[id] {
		return err
	}
	const use = "chip id %#02x (WHO_AM_I); this is %s"
	switch id {
	case 0x68:
		return d.link.Errorf(use, id, `an MPU-6050, use chip "mpu6050"`)
	case 0x70, 0x71, 0x73:
		return d.link.Errorf(use, id, `an MPU-6500 or MPU-9250, use chip "mpu9250"`)
	case 0x69, 0x6a, 0x6b, 0x6c:
		return d.link.Errorf(use, id, `a chip of ST, use chip "lsm6ds3"`)
	}
	return d.link.Errorf(use, id, "another chip, or the wiring is bad")
}

// start resets the chip and writes its settings.
func (d *Dev) start() error {
	if err := d.link.Write(regPower1, powerReset); err != nil {
		return err
	}
	time.Sleep(resetTime)
	settings := []link.Setting{
		{Reg: regPower1, Value: powerPLL},
		{Reg: regConfig, Value: d.set.filter},
		{Reg: regSampleDiv, Value: d.set.divider},
		{Reg: regGyroConfig, Value: d.set.gyroSel << 3},
		{Reg: regAccelConfig, Value: d.set.accelSel << 3},
	}
	if d.chip.accelDLPF {
		settings = append(settings, link.Setting{Reg: regAccelConfig2, Value: d.set.filter})
	}
	if err := d.link.SetAll(settings); err != nil {
		return err
	}
	time.Sleep(startingTime)
	return d.restart()
}

// restart empties the FIFO and lets it fill again, from a whole sample on.
func (d *Dev) restart() error {
	d.resync = true
	sources := byte(fifoAccel | fifoGyro)
	if d.opts.Temperature {
		sources |= fifoTemp
	}
	for _, s := range [...]link.Setting{
		{Reg: regFIFOEnable, Value: 0},
		{Reg: regUserCtrl, Value: userReset},
		{Reg: regUserCtrl, Value: userFIFO},
		{Reg: regFIFOEnable, Value: sources},
	} {
		if err := d.link.Write(s.Reg, s.Value); err != nil {
			return err
		}
	}
	d.resync = false
	return nil
}

// String names chip and place.
func (d *Dev) String() string { return string(d.opts.Model) + " at " + d.link.String() }

// Halt puts the chip to sleep.
func (d *Dev) Halt() error { return d.link.Write(regPower1, powerSleep) }

const powerSleep = 0x40 // register 107, SLEEP

// Channels returns the names of the values.
func (d *Dev) Channels() []string {
	return d.cut("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z", "temperature")
}

// Units returns the units of the values.
func (d *Dev) Units() []string {
	return d.cut("m/s^2", "m/s^2", "m/s^2", "rad/s", "rad/s", "rad/s", "degC")
}

func (d *Dev) cut(all ...string) []string { return all[:d.frame/2] }

// Rate returns the samples per second that the chip is set to: 1 kHz over a whole
// number (register 25).
func (d *Dev) Rate() float64 { return 1000 / (1 + float64(d.set.divider)) }

// Depth returns how many samples the FIFO holds.
func (d *Dev) Depth() int { return d.chip.fifo / d.frame }

// Sense reads the newest sample, past the FIFO.
func (d *Dev) Sense(dst []float32) error {
	p := d.raw[:14]
	if err := d.link.Read(regData, p); err != nil {
		return err
	}
	d.convert(dst, p[:6], p[6:8], p[8:])
	return nil
}

// Drain moves samples out of the FIFO, oldest first. It allocates nothing.
func (d *Dev) Drain(dst []float32) (n int, full bool, err error) {
	if d.resync {
		return 0, true, d.restart()
	}
	count, err := d.link.Word(regFIFOCount)
	switch {
	case err != nil:
		return 0, false, err
	case int(count) > d.chip.fifo:
		return 0, true, d.link.Errorf("the FIFO says it holds %d bytes of %d; check the wiring", count, d.chip.fifo)
	case int(count) == d.chip.fifo: // the oldest bytes were overwritten (register 116)
		return 0, true, d.restart()
	}
	n = min(int(count)/d.frame, len(dst)/(d.frame/2))
	if n == 0 {
		return 0, false, nil
	}
	if err := d.link.Read(regFIFO, d.raw[:n*d.frame]); err != nil {
		d.resync = true
		return 0, false, err
	}
	d.unpack(dst, n)
	return n, false, nil
}

// unpack converts n samples of the FIFO: accelerometer, temperature if enabled,
// gyroscope, in the order of their registers (register 35).
func (d *Dev) unpack(dst []float32, n int) {
	gyro, channels := d.frame-6, d.frame/2
	for i := range n {
		p := d.raw[i*d.frame:][:d.frame]
		d.convert(dst[i*channels:][:channels], p[:6], p[6:gyro], p[gyro:])
	}
}

// convert scales one sample; temp may be empty.
func (d *Dev) convert(dst []float32, accel, temp, gyro []byte) {
	for i := range 3 {
		dst[i] = float32(int16(binary.BigEndian.Uint16(accel[2*i:]))) * d.set.accel
		dst[3+i] = float32(int16(binary.BigEndian.Uint16(gyro[2*i:]))) * d.set.gyro
	}
	if len(dst) > 6 {
		t := float32(int16(binary.BigEndian.Uint16(temp)))
		dst[6] = float32(t*d.chip.tempScale) + d.chip.tempOffset
	}
}
