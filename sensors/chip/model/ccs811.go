package model

import (
	"errors"
	"time"
)

// CCS811 is a chip of mailboxes: each register is a small message of its own.
type CCS811 struct {
	ECO2, TVOC uint16 // ppm, ppb
	Fault      byte   // ERROR_ID

	app     bool
	mode    byte
	started time.Time
	ptr     byte
}

// NewCCS811 returns a chip in its boot loader.
func NewCCS811() *CCS811 { return &CCS811{ECO2: 812, TVOC: 62} }

// Write implements [Chip].
func (c *CCS811) Write(p []byte) error {
	c.ptr = p[0]
	switch {
	case p[0] == 0xf4:
		c.app = true
	case p[0] == 1 && len(p) == 2:
		if !c.app {
			return errors.New("the boot loader has no such register")
		}
		c.mode, c.started = p[1]>>4, time.Now()
	}
	return nil
}

// Read implements [Chip].
func (c *CCS811) Read(p []byte) error {
	var e, v uint16 = 400, 0
	status := byte(0x10)
	if c.app {
		status |= 0x80
	}
	if c.mode != 0 && time.Since(c.started) >= time.Second {
		e, v = c.ECO2, c.TVOC
		status |= 8
	}
	if c.Fault != 0 {
		status |= 1
	}
	boxes := map[byte][]byte{
		0x00: {status}, 0x20: {0x81},
		0x02: {byte(e >> 8), byte(e), byte(v >> 8), byte(v), status, c.Fault, 0x10, 0x80},
	}
	copy(p, boxes[c.ptr])
	return nil
}
