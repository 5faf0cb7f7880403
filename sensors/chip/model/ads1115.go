package model

import (
	"errors"
	"math"
	"time"
)

// ADS1115 is an ADS1115 or ADS1015: four registers of two bytes behind a pointer.
type ADS1115 struct {
	Volts [4]float64 // of the inputs
	Slow  float64    // how much longer than nominal a conversion takes, 0.1 for 10 %

	regs  [4]uint16
	ptr   byte
	rates []int
	mask  uint16 // bits of a result
	done  time.Time
	next  uint16
	busy  bool
}

// NewADS1115 returns a chip with all inputs at 0 V.
func NewADS1115() *ADS1115 {
	return newADS([]int{8, 16, 32, 64, 128, 250, 475, 860}, 0xffff)
}

// NewADS1015 returns the chip of 12 bits.
func NewADS1015() *ADS1115 {
	return newADS([]int{128, 250, 490, 920, 1600, 2400, 3300, 3300}, 0xfff0)
}

func newADS(rates []int, mask uint16) *ADS1115 {
	return &ADS1115{rates: rates, mask: mask, regs: [4]uint16{0, 0x8583, 0x8000, 0x7fff}}
}

// Write implements [Chip].
func (c *ADS1115) Write(p []byte) error {
	if p[0] > 3 {
		return errors.New("no such register")
	}
	c.update()
	c.ptr = p[0]
	if len(p) < 3 {
		return nil
	}
	v := uint16(p[1])<<8 | uint16(p[2])
	if c.ptr == 1 && v&0x8000 != 0 {
		c.start(v)
		v &^= 0x8000
	}
	c.regs[c.ptr] = v
	return nil
}

// Read implements [Chip].
func (c *ADS1115) Read(p []byte) error {
	c.update()
	for i := range p {
		p[i] = byte(c.regs[c.ptr] >> (8 * (1 - i&1)))
	}
	return nil
}

// start begins a conversion with a config.
func (c *ADS1115) start(config uint16) {
	nominal := 1e9 / float64(c.rates[config>>5&7])
	c.done = time.Now().Add(time.Duration(nominal * (1 + c.Slow)))
	c.next, c.busy = c.convert(config), true
}

// update ends a conversion whose time has come.
func (c *ADS1115) update() {
	if c.busy && !time.Now().Before(c.done) {
		c.regs[0], c.busy = c.next, false
		c.regs[1] |= 0x8000
	}
}

// convert measures what the multiplexer selects.
func (c *ADS1115) convert(config uint16) uint16 {
	full := []float64{6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256}[config>>9&7]
	mux := config >> 12 & 7
	v := c.Volts[mux&3]
	if mux < 4 {
		v = c.Volts[[]int{0, 0, 1, 2}[mux]] - c.Volts[[]int{1, 3, 3, 3}[mux]]
	}
	n := math.Round(v / full * 32768)
	return uint16(int16(max(-32768, min(32767, n)))) & c.mask
}
