package model

import "time"

// BMP180 holds the calibration and the raw values of the worked example in the data
// sheet (BST-BMP180-DS000, figure "Algorithm for pressure and temperature
// measurement"): 15.0 degC and 69964 Pa.
type BMP180 struct {
	Regs
	UT, UP int // words of the converter, UP for single readings
	done   time.Time
	next   int // 24 bits that appear at 0xF6
}

// NewBMP180 returns the chip of the example.
func NewBMP180() *BMP180 {
	c := &BMP180{UT: 27898, UP: 23843}
	c.R[0xd0] = 0x55
	for i, v := range []int{408, -72, -14383, 32741, 32757, 23153, 6190, 4, -32768, -8711, 2868} {
		c.Set16(byte(0xaa+2*i), v)
	}
	c.OnWrite = c.write
	c.OnRead = func(*Regs, byte) { c.update() }
	return c
}

// write starts a conversion: 0x2E is temperature, 0x34 and the oversampling in bits 6
// and 7 is pressure.
func (c *BMP180) write(_ *Regs, reg, v byte) byte {
	if reg != 0xf4 {
		return v
	}
	wait := []int{4500, 7500, 13500, 25500}[v>>6]
	c.done = time.Now().Add(time.Duration(wait) * time.Microsecond)
	c.next = c.UT << 8
	if v&0x3f == 0x34 {
		c.next = c.UP << 8
	}
	return v
}

func (c *BMP180) update() {
	if !time.Now().Before(c.done) {
		c.R[0xf6], c.R[0xf7], c.R[0xf8] = byte(c.next>>16), byte(c.next>>8), byte(c.next)
	}
}
