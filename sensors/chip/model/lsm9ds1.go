package model

import "math"

// LSM9DS1 is the accelerometer and gyroscope, NewLSM9DS1Mag the magnetometer of the
// chip: vectors in m/s², rad/s and uT appear in its registers in the range that is
// set.
type LSM9DS1 struct {
	Regs
	Accel, Gyro, Mag [3]float64
}

// NewLSM9DS1 returns the part at 0x6A, lying still.
func NewLSM9DS1() *LSM9DS1 {
	c := &LSM9DS1{Accel: [3]float64{0, 0, 9.80665}}
	c.R = [256]byte{0x0f: 0x68, 0x22: 0x04}
	c.ReadOnly = func(reg byte) bool {
		return reg == 0x0f || (reg >= 0x14 && reg <= 0x1d) || (reg >= 0x26 && reg <= 0x2d)
	}
	c.OnWrite = func(_ *Regs, reg, v byte) byte {
		if reg == 0x22 && v&1 != 0 {
			c.R[0x10], c.R[0x20] = 0, 0
			return 0x04
		}
		return v
	}
	c.OnRead = func(*Regs, byte) {
		accel := []float64{0.061e-3, 0.732e-3, 0.122e-3, 0.244e-3}[c.R[0x20]>>3&3] * 9.80665
		gyro := []float64{8.75e-3, 17.5e-3, 0, 70e-3}[c.R[0x10]>>3&3] * math.Pi / 180
		c.vector(0x28, c.Accel, accel, c.R[0x20]>>5 != 0)
		c.vector(0x18, c.Gyro, gyro, c.R[0x10]>>5 != 0)
	}
	return c
}

// NewLSM9DS1Mag returns the part at 0x1C, in the Earth's field.
func NewLSM9DS1Mag() *LSM9DS1 {
	c := &LSM9DS1{Mag: [3]float64{20, 0, -43}}
	c.AutoBit = 0x80
	c.R[0x0f], c.R[0x20], c.R[0x22] = 0x3d, 0x10, 3
	c.ReadOnly = func(reg byte) bool { return reg == 0x0f || (reg >= 0x27 && reg <= 0x2d) }
	c.OnRead = func(*Regs, byte) { c.vector(0x28, c.Mag, 0.014, c.R[0x22]&3 == 0) }
	return c
}

// vector stores three words; a sensor that is off keeps them.
func (c *LSM9DS1) vector(reg byte, v [3]float64, lsb float64, on bool) {
	if !on {
		return
	}
	for i, x := range v {
		n := math.Round(x / lsb)
		c.Set16LE(reg+byte(2*i), int(max(-32768, min(32767, n))))
	}
}
