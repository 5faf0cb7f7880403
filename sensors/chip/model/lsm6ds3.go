package model

import "time"

// LSM6DS3 samples by its own clock into data registers and a FIFO of words.
type LSM6DS3 struct {
	Regs
	// Signal returns sample i in counts: gyroscope x y z, accelerometer x y z.
	Signal func(i int) [6]int16
	Drift  float64

	fifo    []int16
	pattern int // of the next word to go out
	out     int16
	over    bool
	started time.Time
	samples int
}

// NewLSM6DS3 returns a chip that lies still in the range of ±2 g.
func NewLSM6DS3() *LSM6DS3 {
	c := &LSM6DS3{Signal: func(int) [6]int16 { return [6]int16{0, 0, 0, 0, 0, 16393} }}
	c.reset()
	c.ReadOnly = func(reg byte) bool { return reg == 0x0f || (reg >= 0x1e && reg <= 0x3f) }
	c.OnWrite = c.write
	c.OnRead = c.read
	return c
}

func (c *LSM6DS3) reset() {
	c.R = [256]byte{0x0f: 0x69, 0x12: 0x04}
	c.flush()
}

func (c *LSM6DS3) flush() { c.fifo, c.pattern, c.over = nil, 0, false }

func (c *LSM6DS3) write(_ *Regs, reg, v byte) byte {
	c.update()
	switch {
	case reg == 0x12 && v&1 != 0:
		c.reset()
		return 0x04
	case reg == 0x10 && c.R[0x10]>>4 == 0:
		c.started, c.samples = time.Now(), 0
	case reg == 0x0a && v&7 == 0:
		c.flush()
	}
	return v
}

func (c *LSM6DS3) read(_ *Regs, reg byte) {
	c.update()
	switch reg {
	case 0x3a:
		c.Set16LE(0x3a, len(c.fifo)&0xfff)
		if len(c.fifo) == 0 {
			c.R[0x3b] |= 0x10
		}
		if c.over {
			c.R[0x3b] |= 0x40
		}
		c.Set16LE(0x3c, c.pattern)
	case 0x3e:
		if len(c.fifo) > 0 {
			c.out, c.fifo = c.fifo[0], c.fifo[1:]
			c.pattern = (c.pattern + 1) % 6
			c.Set16LE(0x3e, int(c.out))
		}
	}
}

// Read implements [Chip]: from 0x3F the address goes back to 0x3E.
func (c *LSM6DS3) Read(p []byte) error {
	for i := range p {
		if c.ptr == 0x40 {
			c.ptr = 0x3e
		}
		if err := c.Regs.Read(p[i : i+1]); err != nil {
			return err
		}
	}
	return nil
}

// update takes the samples that are due: 13 Hz times a power of two.
func (c *LSM6DS3) update() {
	code := c.R[0x10] >> 4
	if code == 0 {
		return
	}
	rate := float64(int(13)<<(code-1)) * (1 + c.Drift)
	due := int(time.Since(c.started).Seconds() * rate)
	for ; c.samples < due; c.samples++ {
		s := c.Signal(c.samples)
		for i, v := range s {
			c.Set16LE(byte(0x22+2*i), int(v))
		}
		c.push(s)
	}
}

func (c *LSM6DS3) push(s [6]int16) {
	if c.R[0x0a]&7 != 6 || c.R[0x08] != 9 {
		return
	}
	c.fifo = append(c.fifo, s[:]...)
	if over := len(c.fifo) - 4090; over > 0 {
		c.fifo, c.over = c.fifo[over:], true
		c.pattern = (c.pattern + over) % 6
	}
}
