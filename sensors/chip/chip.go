package chip

import (
	"fmt"
	"slices"
	"strings"
)

// Chip is an entry of the list: what a user and a scan need to know about a sensor.
type Chip struct {
	Name     string
	Measures string
	Channels []string
	Units    []string // by channel
	Buses    []string // kinds that it can be at: "i2c", "spi", "w1", "gpio"
	Addrs    []uint16 // on I2C, the default first
	Rate     float64  // Hz, the default
	MaxRate  float64  // Hz, with the default options
	ID       []ID     // how a scan knows it; empty when it has no such register
	Probe    []byte   // a command that does no harm, for chips that answer nothing else
	Sheet    string   // data sheet: maker, document, revision
	open     opener
}

// ID is an identity register: the bytes that follow a write of Reg.
type ID struct {
	Reg    byte
	Values []uint16 // any of them, under Mask
	Wide   bool     // two bytes, the high one first
	Mask   uint16   // 0 compares all bits
}

// is reports whether v is one of the values.
func (i ID) is(v uint16) bool {
	mask := i.Mask
	if mask == 0 {
		mask = 0xffff
	}
	return slices.Contains(i.Values, v&mask)
}

// Options returns the options of the driver with their defaults, by name.
func (c Chip) Options() []Option { return c.open.options() }

// Find returns the entry of a name.
func Find(name string) (Chip, error) {
	var names []string
	for _, c := range Chips() {
		if c.Name == name {
			return c, nil
		}
		names = append(names, c.Name)
	}
	return Chip{}, fmt.Errorf("sensors/chip: unknown chip %q; use one of %s", name, strings.Join(names, ", "))
}
