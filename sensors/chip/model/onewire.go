package model

import (
	"encoding/binary"
	"math"
	"time"

	"periph.io/x/conn/v3/onewire"

	"edgetune/sensors/bus"
)

// OneWire is a 1-Wire bus with thermometers on it.
type OneWire struct {
	faults
	name  string
	chips []*DS18B20
}

var _ onewire.BusCloser = (*OneWire)(nil)

// NewOneWire returns a bus with chips.
func NewOneWire(name string, chips ...*DS18B20) *OneWire { return &OneWire{name: name, chips: chips} }

// String returns the name.
func (b *OneWire) String() string { return b.name }

// Close implements onewire.BusCloser; the bus stays usable.
func (b *OneWire) Close() error { return nil }

// Search implements onewire.Bus.
func (b *OneWire) Search(bool) ([]onewire.Address, error) {
	var list []onewire.Address
	for _, c := range b.chips {
		list = append(list, c.Addr)
	}
	return list, nil
}

// Tx implements onewire.Bus: match ROM and a function of one chip. Where no chip
// answers, the line reads ones.
func (b *OneWire) Tx(w, r []byte, _ onewire.Pullup) error {
	f := b.next(0)
	if f != nil && f.Kind.fails() {
		return bus.Explain(b.name, f.apply(r))
	}
	fill(r, 0xff)
	if len(w) > 9 && w[0] == 0x55 {
		for _, c := range b.chips {
			if uint64(c.Addr) == binary.LittleEndian.Uint64(w[1:]) {
				c.function(w[9:], r)
			}
		}
	}
	if f != nil {
		return f.apply(r)
	}
	return nil
}

// DS18B20 is a thermometer on a 1-Wire bus.
type DS18B20 struct {
	Addr onewire.Address
	DegC float64

	scratch [8]byte
	next    int16
	done    time.Time
}

// NewDS18B20 returns a chip at a temperature. Until its first conversion it shows 85
// degC (data sheet, table "Temperature/data relationship").
func NewDS18B20(addr onewire.Address, degC float64) *DS18B20 {
	return &DS18B20{Addr: addr, DegC: degC, next: 0x550, scratch: [8]byte{0x50, 0x05, 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10}}
}

// function does a command: convert, read or write the scratchpad.
func (c *DS18B20) function(w, r []byte) {
	bits := int(c.scratch[4]>>5) + 9
	switch w[0] {
	case 0x44:
		c.done = time.Now().Add(time.Duration(94<<(bits-9)) * time.Millisecond * 99 / 100)
		c.next = int16(math.Floor(c.DegC*16)) &^ (1<<(12-bits) - 1)
	case 0x4e:
		copy(c.scratch[2:5], w[1:])
	case 0xbe:
		if !time.Now().Before(c.done) {
			binary.LittleEndian.PutUint16(c.scratch[:], uint16(c.next))
		}
		copy(r, append(c.scratch[:], maxim(c.scratch[:])))
	}
}

// maxim is the checksum of 1-Wire, x^8 + x^5 + x^4 + 1 with the lowest bit first.
func maxim(p []byte) byte {
	var c byte
	for _, b := range p {
		for range 8 {
			mix := (c ^ b) & 1
			c >>= 1
			if mix != 0 {
				c ^= 0x8c
			}
			b >>= 1
		}
	}
	return c
}
