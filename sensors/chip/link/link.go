package link

import (
	"fmt"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors/bus"
)

// MaxTx is the longest transfer, in bytes.
const MaxTx = 1024

// Link is the connection to one chip.
type Link struct {
	// ReadFlag is or-ed to a register address to read on SPI, where most chips take
	// 0x80, and some need a bit more for several bytes.
	ReadFlag byte

	pkg   string
	where string
	conn  conn.Conn
	spi   bool
	w, r  []byte
}

// I2C connects the driver of package pkg, "sensors/chip/bme280", with the chip at an
// address.
func I2C(pkg string, b i2c.Bus, addr uint16) *Link {
	return newLink(pkg, bus.At(b.String(), addr), &i2c.Dev{Bus: b, Addr: addr}, false)
}

// SPI connects the driver of package pkg with the chip at a port, with the highest
// clock and the mode that the chip allows.
func SPI(pkg string, p spi.Port, max physic.Frequency, mode spi.Mode) (*Link, error) {
	c, err := p.Connect(max, mode, 8)
	if err != nil {
		return nil, &Error{pkg, p.String(), "connect", err}
	}
	l := newLink(pkg, p.String(), c, true)
	l.ReadFlag = 0x80
	return l, nil
}

func newLink(pkg, where string, c conn.Conn, spi bool) *Link {
	return &Link{pkg: pkg, where: where, conn: c, spi: spi, w: make([]byte, MaxTx+1), r: make([]byte, MaxTx+1)}
}

// String names the place, "i2c-1 address 0x76".
func (l *Link) String() string { return l.where }

// Tx sends w, then receives r, in one transaction. On SPI both are exchanged at once
// and have the same length.
func (l *Link) Tx(w, r []byte) error {
	if err := l.conn.Tx(w, r); err != nil {
		return &Error{l.pkg, l.where, "", err}
	}
	return nil
}

// Read reads registers from reg on, as many as dst has places, at most [MaxTx].
func (l *Link) Read(reg byte, dst []byte) error {
	n := len(dst)
	l.w[0] = reg
	if !l.spi {
		if err := l.conn.Tx(l.w[:1], dst); err != nil {
			return l.failed("read", reg, err)
		}
		return nil
	}
	l.w[0] |= l.ReadFlag
	clear(l.w[1 : n+1])
	if err := l.conn.Tx(l.w[:n+1], l.r[:n+1]); err != nil {
		return l.failed("read", reg, err)
	}
	copy(dst, l.r[1:n+1])
	return nil
}

// Byte reads one register.
func (l *Link) Byte(reg byte) (byte, error) {
	err := l.Read(reg, l.r[MaxTx:])
	return l.r[MaxTx], err
}

// Word reads a register of two bytes, the high one first.
func (l *Link) Word(reg byte) (uint16, error) {
	p := l.r[MaxTx-1:]
	err := l.Read(reg, p)
	return uint16(p[0])<<8 | uint16(p[1]), err
}

// Write writes values to registers from reg on.
func (l *Link) Write(reg byte, values ...byte) error {
	l.w[0] = reg
	n := 1 + copy(l.w[1:], values)
	if err := l.conn.Tx(l.w[:n], nil); err != nil {
		return l.failed("write", reg, err)
	}
	return nil
}

// Set writes a register and reads it back, so that a setting cannot be wrong for the
// whole life of a source.
func (l *Link) Set(reg, value byte) error {
	if err := l.Write(reg, value); err != nil {
		return err
	}
	got, err := l.Byte(reg)
	if err == nil && got != value {
		return l.Errorf("register %#02x holds %#02x after %#02x was written; check power and wiring, or use a slower clock", reg, got, value)
	}
	return err
}

// Setting is a value for a register.
type Setting struct{ Reg, Value byte }

// SetAll does [Link.Set] for each setting in turn.
func (l *Link) SetAll(list []Setting) error {
	for _, s := range list {
		if err := l.Set(s.Reg, s.Value); err != nil {
			return err
		}
	}
	return nil
}

func (l *Link) failed(what string, reg byte, err error) error {
	return &Error{l.pkg, l.where, fmt.Sprintf("%s register %#02x", what, reg), err}
}

// Errorf returns an error with the driver's package and the place in front.
func (l *Link) Errorf(format string, args ...any) error {
	return &Error{l.pkg, l.where, "", fmt.Errorf(format, args...)}
}

// Expect checks the identity register reg, which must hold want. Others says of other
// values what the user should do.
func (l *Link) Expect(reg, want byte, others map[byte]string) error {
	got, err := l.Byte(reg)
	if err != nil || got == want {
		return err
	}
	if other, ok := others[got]; ok {
		return l.Errorf("chip id %#02x, want %#02x; %s", got, want, other)
	}
	return l.Errorf("chip id %#02x, want %#02x; another chip is at this address, or the wiring is bad", got, want)
}
