package model

import (
	"errors"
	"time"
)

// BH1750 measures while it is on and in a mode; until its first result it reads 0.
type BH1750 struct {
	Lux float64

	on    bool
	mode  byte
	ready time.Time
}

// NewBH1750 returns a chip at the light of the data sheet's example, 28067 lx.
func NewBH1750() *BH1750 { return &BH1750{Lux: 33680 / 1.2} }

// Write implements [Chip].
func (c *BH1750) Write(p []byte) error {
	ms := map[byte]int{0x10: 120, 0x11: 120, 0x13: 16}[p[0]]
	switch {
	case p[0] <= 1:
		c.on, c.mode = p[0] == 1, 0
	case p[0] == 7: // reset is ignored while the power is down
	case ms == 0:
		return errors.New("unknown command")
	case c.on:
		c.mode, c.ready = p[0], time.Now().Add(time.Duration(ms)*time.Millisecond)
	}
	return nil
}

// Read implements [Chip].
func (c *BH1750) Read(p []byte) error {
	n := 0.0
	if c.mode != 0 && !time.Now().Before(c.ready) {
		n = c.Lux * 1.2
		if c.mode == 0x11 {
			n *= 2
		}
	}
	v := uint16(min(65535, n+0.5))
	copy(p, []byte{byte(v >> 8), byte(v)})
	return nil
}
