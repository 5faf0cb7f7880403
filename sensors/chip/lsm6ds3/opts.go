package lsm6ds3

import (
	"fmt"
	"math"
)

// Opts says how to measure.
type Opts struct {
	AccelG  int     `conf:"accel_g" means:"2, 4, 8 or 16"`
	GyroDPS int     `conf:"gyro_dps" means:"245, 500, 1000 or 2000"`
	Hz      float64 // samples per second; the nearest of 13, 26, 52, 104, 208, 416, 833 is taken
}

// DefaultOpts suits motion of people and of small machines.
var DefaultOpts = Opts{AccelG: 4, GyroDPS: 500, Hz: 104}

// SetRate sets the samples per second.
func (o *Opts) SetRate(hz float64) { o.Hz = hz }

// gravity in m/s².
const gravity = 9.80665

// accelRange is FS_XL of CTRL1_XL and the weight of a count in g (table "Mechanical
// characteristics").
type accelRange struct {
	g    int
	bits byte
	lsb  float64
}

func accelRanges() []accelRange {
	return []accelRange{{2, 0, 0.061e-3}, {16, 1, 0.488e-3}, {4, 2, 0.122e-3}, {8, 3, 0.244e-3}}
}

// gyroRanges are the values of FS_G of CTRL2_G; a count is 35 µdeg/s for each deg/s of
// range, with 245 taken as 250.
func gyroRanges() []int { return []int{245, 500, 1000, 2000} }

// settings are what the options stand for.
type settings struct {
	accelBits, gyroBits, rateCode byte
	accel, gyro                   float32 // of a count, m/s² and rad/s
}

func (o Opts) settings() (s settings, err error) {
	for _, r := range accelRanges() {
		if r.g == o.AccelG {
			s.accelBits, s.accel = r.bits, float32(r.lsb*gravity)
		}
	}
	for i, dps := range gyroRanges() {
		if dps == o.GyroDPS {
			s.gyroBits, s.gyro = byte(i), float32(8.75e-3*float64(int(1)<<i)*math.Pi/180)
		}
	}
	switch {
	case s.accel == 0:
		return s, fmt.Errorf("accel_g %d; use 2, 4, 8 or 16", o.AccelG)
	case s.gyro == 0:
		return s, fmt.Errorf("gyro_dps %d; use 245, 500, 1000 or 2000", o.GyroDPS)
	case !(o.Hz >= 9 && o.Hz <= 1000):
		return s, fmt.Errorf("rate %g Hz; the chip samples at 13 to 833 Hz", o.Hz)
	}
	s.rateCode = byte(max(1, min(7, 1+math.Round(math.Log2(o.Hz/13)))))
	return s, nil
}
