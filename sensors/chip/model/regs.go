package model

// Regs is a file of registers of one byte with a pointer that moves on by itself:
// the first byte of a write sets it, and further bytes are stored. It is a [Chip],
// and an [Exchanger] with the usual read bit 0x80.
type Regs struct {
	R [256]byte
	// OnRead may prepare a register before its value goes out.
	OnRead func(r *Regs, reg byte)
	// OnWrite sees each value before it is stored and returns what to store.
	OnWrite func(r *Regs, reg, value byte) byte
	// Pairs is set for chips that take register and value in turn in one write, as
	// those of Bosch do.
	Pairs bool
	// AutoBit is the address bit that asks for the pointer to move, as in chips of
	// ST; 0 where it always moves.
	AutoBit byte
	// Fixed tells registers at which the pointer stays, as the port of a FIFO.
	Fixed func(reg byte) bool
	// ReadOnly tells registers that a write does not change.
	ReadOnly func(reg byte) bool
	// MultiBit is the address bit that SPI transfers of several bytes carry; it is
	// cut off.
	MultiBit byte

	ptr  byte
	auto bool
}

// Write implements [Chip].
func (c *Regs) Write(p []byte) error {
	c.point(p[0])
	if c.Pairs {
		for i := 1; i < len(p); i += 2 {
			c.store(p[i-1], p[i])
		}
		return nil
	}
	for _, v := range p[1:] {
		c.store(c.ptr, v)
		c.advance()
	}
	return nil
}

// Read implements [Chip].
func (c *Regs) Read(p []byte) error {
	for i := range p {
		if c.OnRead != nil {
			c.OnRead(c, c.ptr)
		}
		p[i] = c.R[c.ptr]
		c.advance()
	}
	return nil
}

// Exchange implements [Exchanger]: bit 7 of the first byte asks to read.
func (c *Regs) Exchange(w, r []byte) {
	first := w[0] &^ c.MultiBit
	if first&0x80 == 0 {
		if c.Pairs {
			w = append([]byte(nil), w...)
			for i := 0; i < len(w); i += 2 {
				w[i] |= 0x80
			}
			first |= 0x80
		}
		_ = c.Write(append([]byte{first}, w[1:]...))
		return
	}
	if !c.Pairs {
		first &^= 0x80
	}
	c.point(first)
	_ = c.Read(r[1:])
}

func (c *Regs) point(b byte) {
	c.auto = c.AutoBit == 0 || b&c.AutoBit != 0
	c.ptr = b &^ c.AutoBit
}

func (c *Regs) advance() {
	if c.auto && (c.Fixed == nil || !c.Fixed(c.ptr)) {
		c.ptr++
	}
}

func (c *Regs) store(reg, v byte) {
	if c.ReadOnly != nil && c.ReadOnly(reg) {
		return
	}
	if c.OnWrite != nil {
		v = c.OnWrite(c, reg, v)
	}
	c.R[reg] = v
}

// Set16 stores a value at two registers, the high byte first.
func (c *Regs) Set16(reg byte, v int) { c.R[reg], c.R[reg+1] = byte(v>>8), byte(v) }

// Set16LE stores a value at two registers, the low byte first.
func (c *Regs) Set16LE(reg byte, v int) { c.R[reg], c.R[reg+1] = byte(v), byte(v>>8) }
