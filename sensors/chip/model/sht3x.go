package model

import (
	"errors"
	"time"
)

// SHT3x is an SHT31: two bytes of command, then a measurement that takes its time.
type SHT3x struct {
	Temperature, Humidity float64 // degC, %RH

	ready  time.Time
	valid  bool
	status bool // is what the next read returns
}

// NewSHT3x returns a chip at 21.3 degC and 45 %RH.
func NewSHT3x() *SHT3x { return &SHT3x{Temperature: 21.3, Humidity: 45} }

// Write implements [Chip]; an unknown command is not acknowledged.
func (c *SHT3x) Write(p []byte) error {
	if len(p) != 2 {
		return errors.New("a command has two bytes")
	}
	us := 0
	switch uint16(p[0])<<8 | uint16(p[1]) {
	case 0x2400:
		us = 15000
	case 0x240b:
		us = 6000
	case 0x2416:
		us = 4000
	case 0x3093, 0x30a2:
	case 0xf32d:
		c.status = true
		return nil
	default:
		return errors.New("unknown command")
	}
	c.valid = p[0] == 0x24
	c.ready = time.Now().Add(time.Duration(us) * time.Microsecond)
	return nil
}

// Read implements [Chip]; before the end of the measurement it is not acknowledged.
func (c *SHT3x) Read(p []byte) error {
	if c.status {
		c.status = false
		a := sensirion(0x8010) // after power-up
		copy(p, a[:])
		return nil
	}
	if !c.valid || time.Now().Before(c.ready) {
		return errors.New("no result yet")
	}
	t := uint16(65535*(c.Temperature+45)/175 + 0.5)
	h := uint16(65535*c.Humidity/100 + 0.5)
	a, b := sensirion(t), sensirion(h)
	copy(p, a[:])
	copy(p[len(a):], b[:])
	c.valid = false
	return nil
}

// sensirion returns a word and its checksum, computed bit by bit as a division by
// x^8 + x^5 + x^4 + 1.
func sensirion(v uint16) [3]byte {
	rest := uint32(v)<<8 ^ 0xff0000
	for bit := 23; bit >= 8; bit-- {
		if rest>>bit&1 != 0 {
			rest ^= 0x131 << (bit - 8)
		}
	}
	return [3]byte{byte(v >> 8), byte(v), byte(rest)}
}
