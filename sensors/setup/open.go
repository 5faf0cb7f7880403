package setup

import (
	"fmt"
	"strconv"
	"strings"

	"edgetune/sensors"
	"edgetune/sensors/chip"
)

// Machine is where sensors are opened. The zero value is the board that the program runs
// on.
type Machine struct {
	Buses chip.Buses // nil takes those of the board
	Root  string     // of /sys, /proc and /dev; empty is "/"
}

// Open opens a sensor of this board. The source belongs to the caller, who closes it; it
// is read by one goroutine. errors.Is finds the sentinels of package bus.
func Open(s Setting) (sensors.Source, error) { return Machine{}.Open(s) }

// Open opens a sensor of m.
func (m Machine) Open(s Setting) (sensors.Source, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	d, err := Find(s.Driver)
	if err != nil {
		return nil, err
	}
	if m.Buses == nil {
		m.Buses = chip.Board{}
	}
	src, err := d.open(m, s)
	if err != nil {
		return nil, named(s, err)
	}
	return src, nil
}

// named puts the sensor in front of an error.
func named(s Setting, err error) error { return fmt.Errorf("sensors/setup: %s: %w", s.Label(), err) }

// openChip opens a chip and the channels of it that are asked for.
func openChip(m Machine, s Setting) (sensors.Source, error) {
	d, err := Find(s.Driver)
	if err != nil {
		return nil, err
	}
	conf, err := s.conf(d)
	if err != nil {
		return nil, err
	}
	src, err := chip.OpenOn(m.Buses, conf)
	if err != nil {
		return nil, err
	}
	return choose(src, s.Channels)
}

// conf returns what package chip wants to know.
func (s Setting) conf(d Driver) (chip.Conf, error) {
	c := chip.Conf{Chip: s.Driver, Bus: busName(d.Buses[0], string(s.Bus)), Rate: s.Rate, Options: s.Options}
	if s.Address == "" {
		return c, nil
	}
	n, err := strconv.ParseUint(string(s.Address), 0, 7)
	if err != nil {
		return c, fmt.Errorf("address %q: write one of %s", s.Address, strings.Join(d.Addresses, ", "))
	}
	c.Addr = uint16(n)
	for _, a := range d.Addresses {
		if a == fmt.Sprintf("%#02x", n) {
			return c, nil
		}
	}
	return c, fmt.Errorf("address %#02x: %s can be at %s", n, d.Name, strings.Join(d.Addresses, ", "))
}

// busName completes a bare number: 1 is i2c-1, 0.0 is spi0.0.
func busName(kind, name string) string {
	if name == "" || name[0] < '0' || name[0] > '9' {
		return name
	}
	if strings.Contains(name, ".") {
		return "spi" + name
	}
	return kind + "-" + name
}
