package lsm9ds1

import (
	"fmt"
	"math"
)

// Opts says how to measure.
type Opts struct {
	AccelG       int     `conf:"accel_g" means:"2, 4, 8 or 16"`
	GyroDPS      int     `conf:"gyro_dps" means:"245, 500 or 2000"`
	Magnetometer bool    `conf:"magnetometer" means:"read it too"`
	Hz           float64 // readings per second, up to 476
}

// DefaultOpts reads all nine axes.
var DefaultOpts = Opts{AccelG: 4, GyroDPS: 500, Magnetometer: true, Hz: 50}

// SetRate sets the readings per second.
func (o *Opts) SetRate(hz float64) { o.Hz = hz }

const gravity = 9.80665 // m/s²

// span is a range: the bits that choose it and the weight of a count (table "Sensor
// characteristics").
type span struct {
	bits byte
	lsb  float64
}

func accelSpans() map[int]span { // mg
	return map[int]span{2: {0, 0.061}, 16: {1, 0.732}, 4: {2, 0.122}, 8: {3, 0.244}}
}

func gyroSpans() map[int]span { // mdeg/s
	return map[int]span{245: {0, 8.75}, 500: {1, 17.5}, 2000: {3, 70}}
}

// rates are those of ODR_G 1 to 6 in Hz (table "Gyroscope operating modes"); the
// accelerometer follows them.
func rates() []float64 { return []float64{14.9, 59.5, 119, 238, 476, 952} }

// settings are what the options stand for.
type settings struct {
	accelBits, gyroBits, rate byte
	accel, gyro               float32 // of a count, m/s² and rad/s
}

func (o Opts) settings() (s settings, err error) {
	a, okA := accelSpans()[o.AccelG]
	g, okG := gyroSpans()[o.GyroDPS]
	switch {
	case !okA:
		return s, fmt.Errorf("accel_g %d; use 2, 4, 8 or 16", o.AccelG)
	case !okG:
		return s, fmt.Errorf("gyro_dps %d; use 245, 500 or 2000", o.GyroDPS)
	case !(o.Hz > 0 && o.Hz <= 476):
		return s, fmt.Errorf("rate %g Hz; use up to 476 Hz", o.Hz)
	}
	for i, hz := range rates() {
		if s.rate == 0 && hz >= 2*o.Hz {
			s.rate = byte(i + 1)
		}
	}
	s.accelBits, s.accel = a.bits, float32(a.lsb*1e-3*gravity)
	s.gyroBits, s.gyro = g.bits, float32(g.lsb*1e-3*math.Pi/180)
	return s, nil
}
