package model

import (
	"errors"
	"time"
)

// AHT20 measures on command and holds the result with a checksum.
type AHT20 struct {
	DegC, RH float64

	calibrated bool
	measured   bool
	done       time.Time
}

// NewAHT20 returns a chip at a temperature and a humidity, not yet calibrated.
func NewAHT20(degC, rh float64) *AHT20 { return &AHT20{DegC: degC, RH: rh} }

// Write implements [Chip].
func (c *AHT20) Write(p []byte) error {
	switch p[0] {
	case 0xbe:
		c.calibrated = true
	case 0xac:
		if len(p) != 3 || p[1] != 0x33 || p[2] != 0 {
			return errors.New("wrong arguments")
		}
		c.measured, c.done = true, time.Now().Add(75*time.Millisecond)
	case 0x71, 0xba:
	default:
		return errors.New("unknown command")
	}
	return nil
}

// Read implements [Chip]: status, 20 bits of humidity, 20 bits of temperature, CRC.
func (c *AHT20) Read(p []byte) error {
	var r [7]byte
	if c.calibrated {
		r[0] |= 8
	}
	if c.measured && time.Now().Before(c.done) {
		r[0] |= 0x80
	}
	h, t := uint32(c.RH/100*(1<<20)), uint32((c.DegC+50)/200*(1<<20))
	r[1], r[2], r[3] = byte(h>>12), byte(h>>4), byte(h<<4)|byte(t>>16)
	r[4], r[5] = byte(t>>8), byte(t)
	r[6] = crc8(r[:6])
	copy(p, r[:])
	return nil
}

// crc8 is the checksum of Sensirion's and Aosong's chips over any number of bytes.
func crc8(p []byte) byte {
	c := uint32(0xff)
	for _, b := range p {
		c = (c ^ uint32(b)) << 8
		for bit := 15; bit >= 8; bit-- {
			if c>>bit&1 != 0 {
				c ^= 0x131 << (bit - 8)
			}
		}
	}
	return byte(c)
}
