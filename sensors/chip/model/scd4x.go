package model

import (
	"errors"
	"time"
)

// SCD4x measures every 5 s after start_periodic_measurement.
type SCD4x struct {
	Words3 [3]uint16 // CO2, temperature and humidity as they go over the bus

	running bool
	started time.Time
	read    int // results that were fetched
	reply   []uint16
}

// NewSCD4x returns the chip of the data sheet's example for read_measurement: 500 ppm,
// 25 degC, 37 %RH.
func NewSCD4x() *SCD4x { return &SCD4x{Words3: [3]uint16{0x01f4, 0x6667, 0x5eb9}} }

// results is how many results there have been.
func (c *SCD4x) results() int {
	if !c.running {
		return 0
	}
	return int(time.Since(c.started) / (5 * time.Second))
}

// Write implements [Chip]: a command that does not fit the state is not acknowledged.
func (c *SCD4x) Write(p []byte) error {
	c.reply = nil
	switch cmd := uint16(p[0])<<8 | uint16(p[1]); {
	case cmd == 0x21b1 && !c.running:
		c.running, c.started, c.read = true, time.Now(), 0
	case cmd == 0x3f86:
		c.running = false
	case cmd == 0x36f6 && !c.running:
		return errors.New("wake_up is never acknowledged")
	case cmd == 0xe4b8:
		ready := uint16(0x8000)
		if c.results() > c.read {
			ready |= 6
		}
		c.reply = []uint16{ready}
	case cmd == 0xec05 && c.results() > c.read:
		c.read = c.results()
		c.reply = c.Words3[:]
	default:
		return errors.New("not now")
	}
	return nil
}

// Read implements [Chip].
func (c *SCD4x) Read(p []byte) error {
	if len(p) > 3*len(c.reply) {
		return errors.New("nothing to read")
	}
	for i := range p {
		p[i] = sensirion(c.reply[i/3])[i%3]
	}
	return nil
}
