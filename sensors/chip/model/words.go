package model

// Words is a file of registers of two bytes, the high one first, behind a pointer, as
// in the INA219, INA226 and MCP9808.
type Words struct {
	R        [256]uint16
	ReadOnly func(reg byte) bool
	OnRead   func(c *Words, reg byte)
	// Single tells registers that have one byte.
	Single func(reg byte) bool

	ptr byte
}

// Write implements [Chip].
func (c *Words) Write(p []byte) error {
	c.ptr = p[0]
	if len(p) == 1 || (c.ReadOnly != nil && c.ReadOnly(c.ptr)) {
		return nil
	}
	v := uint16(p[1])
	if len(p) > 2 {
		v = v<<8 | uint16(p[2])
	}
	c.R[c.ptr] = v
	return nil
}

// Read implements [Chip].
func (c *Words) Read(p []byte) error {
	if c.OnRead != nil {
		c.OnRead(c, c.ptr)
	}
	v := c.R[c.ptr]
	for i := range p {
		if c.Single != nil && c.Single(c.ptr) {
			p[i] = byte(v)
		} else {
			p[i] = byte(v >> (8 * (1 - i&1)))
		}
	}
	return nil
}
