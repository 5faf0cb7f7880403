package mpu6050

import (
	"fmt"
	"math"
	"slices"
)

// Model is one of the chips.
type Model string

// The chips of this package.
const (
	MPU6050 Model = "mpu6050"
	MPU9250 Model = "mpu9250" // and MPU-9255, MPU-6500
)

// Opts says how to measure.
type Opts struct {
	Model       Model   // MPU6050 where empty
	AccelG      int     `conf:"accel_g" means:"range in g: 2, 4, 8 or 16"`
	GyroDPS     int     `conf:"gyro_dps" means:"range in deg/s: 250, 500, 1000 or 2000"`
	FilterHz    int     `conf:"filter_hz" means:"low-pass filter; 0 takes the widest below half the rate"`
	Temperature bool    `conf:"temperature" means:"the chip's temperature as a 7th channel"`
	Hz          float64 // samples per second, 4 to 1000; the nearest possible is taken
}

// DefaultOpts suits motion of people and of small machines.
var DefaultOpts = Opts{Model: MPU6050, AccelG: 4, GyroDPS: 500, Hz: 100}

// For returns o for another chip.
func (o Opts) For(m Model) Opts {
	o.Model = m
	return o
}

// SetRate sets the samples per second.
func (o *Opts) SetRate(hz float64) { o.Hz = hz }

// settings are the register values that the options stand for.
type settings struct {
	accel, gyro float32 // of one count, m/s² and rad/s
	accelSel    byte    // AFS_SEL, register 28
	gyroSel     byte    // FS_SEL, register 27
	divider     byte    // SMPLRT_DIV, register 25
	filter      byte    // DLPF_CFG, register 26
}

const gravity = 9.80665 // m/s², standard

// bandwidths of the accelerometer for DLPF_CFG 1 to 6, in Hz (register 26).
func bandwidths() []int { return []int{184, 94, 44, 21, 10, 5} }

// settings checks the options.
func (o Opts) settings() (s settings, err error) {
	a := slices.Index([]int{2, 4, 8, 16}, o.AccelG)
	g := slices.Index([]int{250, 500, 1000, 2000}, o.GyroDPS)
	switch {
	case a < 0:
		return s, fmt.Errorf("accel_g %d; use 2, 4, 8 or 16", o.AccelG)
	case g < 0:
		return s, fmt.Errorf("gyro_dps %d; use 250, 500, 1000 or 2000", o.GyroDPS)
	case !(o.Hz >= 1000.0/256 && o.Hz <= 1000):
		return s, fmt.Errorf("rate %g Hz; the chip samples at 4 to 1000 Hz", o.Hz)
	}
	s.accelSel, s.gyroSel = byte(a), byte(g)
	s.accel = float32(gravity * float64(o.AccelG) / 32768)
	s.gyro = float32(math.Pi / 180 / (131.0 / float64(int(1)<<g))) // 131 LSB/(deg/s) at 250 (register 67)
	s.divider = byte(max(0, min(255, math.Round(1000/o.Hz)-1)))
	s.filter, err = o.filter()
	return s, err
}

// filter returns DLPF_CFG.
func (o Opts) filter() (byte, error) {
	for i, hz := range bandwidths() {
		if o.FilterHz == hz || (o.FilterHz == 0 && float64(hz) <= o.Hz/2) {
			return byte(i + 1), nil
		}
	}
	if o.FilterHz != 0 {
		return 0, fmt.Errorf("filter_hz %d; use 184, 94, 44, 21, 10 or 5", o.FilterHz)
	}
	return 6, nil
}

// variant is what differs between the chips.
type variant struct {
	ids        map[byte]bool
	fifo       int     // bytes
	accelDLPF  bool    // the accelerometer has a filter of its own, register 29
	tempScale  float32 // degC a count
	tempOffset float32 // degC at 0
}

// variant: WHO_AM_I is register 117. Temperature: registers 65 and 66; for the
// MPU-9250, the sensitivity of 333.87 LSB/degC around 21 degC is in its product
// specification.
func (o Opts) variant() (variant, error) {
	switch o.Model {
	case MPU6050, "":
		return variant{map[byte]bool{0x68: true}, 1024, false, 1.0 / 340, 36.53}, nil
	case MPU9250:
		return variant{map[byte]bool{0x70: true, 0x71: true, 0x73: true}, 512, true, 1 / 333.87, 21}, nil
	}
	return variant{}, fmt.Errorf("model %q; use mpu6050 or mpu9250", o.Model)
}
