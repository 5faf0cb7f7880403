package model

import (
	"math"
	"time"
)

// ADXL345 samples by its own clock into a FIFO of 32.
type ADXL345 struct {
	Regs
	Signal func(i int) [3]float64 // m/s² of sample i
	Drift  float64

	fifo    [][3]int
	started time.Time
	samples int
}

// NewADXL345 returns a chip that lies still.
func NewADXL345() *ADXL345 {
	c := &ADXL345{Signal: func(int) [3]float64 { return [3]float64{0, 0, 9.80665} }}
	c.MultiBit = 0x40
	c.R[0] = 0xe5
	c.R[0x2c] = 0x0a
	c.ReadOnly = func(reg byte) bool { return reg < 0x1d || (reg >= 0x32 && reg <= 0x37) || reg == 0x30 || reg == 0x39 }
	c.OnWrite = c.write
	c.OnRead = c.read
	return c
}

func (c *ADXL345) write(_ *Regs, reg, v byte) byte {
	c.update()
	switch {
	case reg == 0x2d && v&8 != 0 && c.R[0x2d]&8 == 0:
		c.started, c.samples = time.Now(), 0
	case reg == 0x38 && v>>6 == 0:
		c.fifo = nil
		c.R[0x30] = 0
	}
	return v
}

// read moves the next sample to the data registers when their first byte is read.
func (c *ADXL345) read(_ *Regs, reg byte) {
	c.update()
	switch reg {
	case 0x32:
		if len(c.fifo) > 0 {
			for i, v := range c.fifo[0] {
				c.Set16LE(byte(0x32+2*i), v)
			}
			c.fifo = c.fifo[1:]
			c.R[0x30] &^= 1
		}
	case 0x39:
		c.R[0x39] = byte(len(c.fifo))
	}
}

func (c *ADXL345) update() {
	if c.R[0x2d]&8 == 0 {
		return
	}
	rate := 3200 * math.Pow(2, float64(c.R[0x2c]&15)-15) * (1 + c.Drift)
	due := int(time.Since(c.started).Seconds() * rate)
	for ; c.samples < due; c.samples++ {
		c.fifo = append(c.fifo, c.counts(c.Signal(c.samples)))
		if len(c.fifo) > 32 {
			c.fifo = c.fifo[1:]
			c.R[0x30] |= 1
		}
	}
}

// counts converts to full resolution, clipped to the range.
func (c *ADXL345) counts(a [3]float64) (n [3]int) {
	top := 512<<(c.R[0x31]&3) - 1
	for i, v := range a {
		n[i] = max(-top-1, min(top, int(math.Round(v/9.80665*256))))
	}
	return n
}
