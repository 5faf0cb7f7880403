package model

import (
	"math"
	"time"
)

// STEnv is an LPS25H or HTS221: results appear at the chip's rate while it is active.
type STEnv struct {
	Regs
	// Results stores the results in the registers.
	Results func(c *STEnv)
	period  time.Duration
	active  time.Time
}

func newSTEnv(id byte, period time.Duration, results func(*STEnv)) *STEnv {
	c := &STEnv{Results: results, period: period}
	c.AutoBit = 0x80
	c.R[0x0f] = id
	c.ReadOnly = func(reg byte) bool { return reg == 0x0f || reg >= 0x27 }
	c.OnWrite = func(_ *Regs, reg, v byte) byte {
		if reg == 0x20 {
			c.active = time.Now()
			c.R[0x27] = 0
		}
		return v
	}
	c.OnRead = func(*Regs, byte) {
		if c.R[0x20]&0x80 != 0 && time.Since(c.active) >= c.period {
			c.R[0x27] |= 3
			c.Results(c)
		}
	}
	return c
}

// NewLPS25H returns a barometer that shows degC and Pa.
func NewLPS25H(degC, pa float64) *STEnv {
	return newSTEnv(0xbd, 40*time.Millisecond, func(c *STEnv) {
		p := int(math.Round(pa / 100 * 4096))
		c.R[0x28], c.R[0x29], c.R[0x2a] = byte(p), byte(p>>8), byte(p>>16)
		c.Set16LE(0x2b, int(math.Round((degC-42.5)*480)))
	})
}

// NewHTS221 returns a hygrometer that shows degC and %RH. Its calibration: 33 %RH at
// -2372, 77 %RH at -11018, 20.5 degC at -6, 35.25 degC at 706.
func NewHTS221(degC, rh float64) *STEnv {
	c := newSTEnv(0xbc, 75*time.Millisecond, func(c *STEnv) {
		c.Set16LE(0x28, int(math.Round(-2372+(rh-33)*(-11018+2372)/(77-33))))
		c.Set16LE(0x2a, int(math.Round(-6+(degC-20.5)*(706+6)/(35.25-20.5))))
	})
	c.R[0x30], c.R[0x31] = 66, 154
	t0, t1 := 164, 282
	c.R[0x32], c.R[0x33], c.R[0x35] = byte(t0), byte(t1&0xff), byte(t1>>8<<2|t0>>8)
	c.Set16LE(0x36, -2372)
	c.Set16LE(0x3a, -11018)
	c.Set16LE(0x3c, -6)
	c.Set16LE(0x3e, 706)
	return c
}
