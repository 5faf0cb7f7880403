package model

import "time"

// MPU6050 is an MPU-6050 or MPU-9250: it samples by its own clock into data registers
// and FIFO while it is awake.
type MPU6050 struct {
	Regs
	// Signal returns sample i: accelerometer x y z, temperature, gyroscope x y z, in
	// counts of the range that is set.
	Signal func(i int) [7]int16
	// Drift is how much faster than nominal the chip's clock runs, 0.01 for 1 %.
	Drift float64

	size    int // of the FIFO
	fifo    []byte
	head    int       // the oldest byte in fifo
	since   time.Time // the period is as it is
	first   int       // the sample that came next then
	samples int
}

// NewMPU6050 returns a chip that lies still: 1 g upwards in the range of ±2 g, and the
// temperature 25 degC.
func NewMPU6050() *MPU6050 { return newMPU(0x68, 1024, -3920) }

// NewMPU9250 returns the same as MPU-9250.
func NewMPU9250() *MPU6050 { return newMPU(0x71, 512, 1335) }

func newMPU(id byte, fifo int, temp int16) *MPU6050 {
	c := &MPU6050{size: fifo}
	c.Signal = func(int) [7]int16 { return [7]int16{0, 0, int16(16384 >> c.accelSel()), temp, 0, 0, 0} }
	c.reset(id)
	c.Fixed = func(reg byte) bool { return reg == 116 }
	c.ReadOnly = func(reg byte) bool { return reg == 117 || (reg >= 58 && reg <= 72) }
	c.OnWrite = c.write
	c.OnRead = c.read
	return c
}

// accelSel is AFS_SEL of register 28.
func (c *MPU6050) accelSel() int { return int(c.R[28] >> 3 & 3) }

// reset sets the registers to their values after power-up: all 0, but asleep (register
// 107).
func (c *MPU6050) reset(id byte) {
	c.R = [256]byte{117: id, 107: 0x40}
	c.fifo, c.head, c.samples = nil, 0, 0
}

func (c *MPU6050) write(_ *Regs, reg, v byte) byte {
	c.update()
	switch reg {
	case 107:
		if v&0x80 != 0 {
			c.reset(c.R[117])
			return 0x40
		}
		if c.R[107]&0x40 != 0 && v&0x40 == 0 {
			c.since, c.first, c.samples = time.Now(), 0, 0
		}
	case 25, 26: // samples that were taken at the old period stay taken
		c.since, c.first = time.Now(), c.samples
	case 106:
		if v&4 != 0 && v&0x40 == 0 { // FIFO_RESET works while FIFO_EN is 0
			c.fifo, c.head = nil, 0
		}
		return v &^ 7 // the reset bits clear themselves
	}
	return v
}

// read prepares the byte that goes out of a register.
func (c *MPU6050) read(_ *Regs, reg byte) {
	c.update()
	switch reg {
	case 114:
		c.Set16(114, len(c.fifo)-c.head)
	case 116:
		if len(c.fifo) > c.head {
			c.R[116] = c.fifo[c.head]
			c.head++
		}
	}
}

// period is the time between samples (registers 25 and 26).
func (c *MPU6050) period() float64 {
	base := 1e6 // ns
	if f := c.R[26] & 7; f == 0 || f == 7 {
		base = 125e3
	}
	return base * float64(1+int(c.R[25])) / (1 + c.Drift)
}

// update takes the samples that are due.
func (c *MPU6050) update() {
	if c.R[107]&0x40 != 0 {
		return
	}
	due := c.first + int(float64(time.Since(c.since))/c.period())
	for ; c.samples < due; c.samples++ {
		c.sample(c.Signal(c.samples))
	}
}

// sample stores one sample in the registers and, as enabled, in the FIFO.
func (c *MPU6050) sample(s [7]int16) {
	for i, v := range s {
		c.Set16(byte(59+2*i), int(v))
	}
	if c.R[106]&0x40 == 0 {
		return
	}
	c.fifo, c.head = append(c.fifo[:0], c.fifo[c.head:]...), 0
	for i, bit := range []byte{8, 8, 8, 0x80, 0x40, 0x20, 0x10} {
		if c.R[35]&bit != 0 {
			c.fifo = append(c.fifo, c.R[59+2*i], c.R[60+2*i])
		}
	}
	if over := len(c.fifo) - c.size; over > 0 {
		c.head = over
	}
}
