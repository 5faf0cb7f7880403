package model

import (
	"math"
	"time"
)

// MCP9808 is a thermometer whose register follows its resolution and its shutdown
// bit.
type MCP9808 struct {
	Words
	DegC float64
	on   time.Time
	last uint16
}

// NewMCP9808 returns a chip at a temperature.
func NewMCP9808(degC float64) *MCP9808 {
	c := &MCP9808{DegC: degC}
	c.R[6], c.R[7], c.R[8] = 0x0054, 0x0400, 3
	c.on = time.Now()
	c.Single = func(reg byte) bool { return reg == 8 }
	c.ReadOnly = func(reg byte) bool { return reg >= 5 && reg <= 7 }
	c.OnRead = func(_ *Words, reg byte) {
		wait := []int{30, 65, 130, 250}[c.R[8]&3]
		if reg == 5 && c.R[1]&0x100 == 0 && time.Since(c.on) >= time.Duration(wait)*time.Millisecond {
			c.last = c.temperature()
		}
		c.R[5] = c.last
	}
	return c
}

// Write implements [Chip]: a change of the configuration starts anew.
func (c *MCP9808) Write(p []byte) error {
	if len(p) == 3 && p[0] == 1 {
		c.on = time.Now()
	}
	return c.Words.Write(p)
}

// temperature is 13 bits of two's complement in 1/16 degC, the last of which stay 0 at
// lower resolutions.
func (c *MCP9808) temperature() uint16 {
	n := int(math.Floor(c.DegC * 16))
	n &^= 1<<(3-c.R[8]&3) - 1
	return uint16(n) & 0x1fff
}
