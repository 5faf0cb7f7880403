package model

import "math"

// MCP3008 converts one of 8 inputs in each transfer of 3 bytes.
type MCP3008 struct {
	Volts [8]float64
	VRef  float64
}

// NewMCP3008 returns a chip with 0.1 V more at each input than at the one before, and
// 3.3 V as reference.
func NewMCP3008() *MCP3008 {
	return &MCP3008{Volts: [8]float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}, VRef: 3.3}
}

// Exchange implements [Exchanger]: the bits before the start bit are ignored.
func (c *MCP3008) Exchange(w, r []byte) {
	if len(w) != 3 || w[0] != 1 {
		return
	}
	input := w[1] >> 4 & 7
	v := c.Volts[input]
	if w[1]&0x80 == 0 {
		v -= c.Volts[input^1]
	}
	n := int(math.Floor(1024 * v / c.VRef))
	n = max(0, min(1023, n))
	r[0], r[1], r[2] = 0xff, 0xf8|byte(n>>8), byte(n)
}
