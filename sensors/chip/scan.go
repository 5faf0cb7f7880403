package chip

import (
	"errors"
	"slices"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/bus"
)

// Found is an address that answers on an I2C bus.
type Found struct {
	Addr uint16
	// Chips are the names of the chips that it can be.
	Chips []string
	// Sure tells that an identity register said so.
	Sure bool
}

// Scan asks every address of a bus whether a chip is there, and which. It only reads:
// one byte, then the identity registers and the harmless commands of the chips in the
// list that can be at the address. Addresses to skip are left alone. It takes about 0.1 s at
// 100 kHz; an error other than a missing answer ends it.
func Scan(b i2c.Bus, skip ...uint16) ([]Found, error) {
	var found []Found
	for addr := uint16(minAddr); addr <= maxAddr; addr++ {
		if slices.Contains(skip, addr) {
			continue
		}
		f, err := probe(b, addr)
		if err != nil {
			return found, err
		}
		if f != nil {
			found = append(found, *f)
		}
	}
	return found, nil
}

// probe asks one address; nil when nothing answers.
func probe(b i2c.Bus, addr uint16) (*Found, error) {
	alive, err := answers(b, addr, nil, 1)
	if err != nil {
		return nil, err
	}
	f := &Found{Addr: addr}
	for _, c := range Chips() {
		if !slices.Contains(c.Addrs, addr) {
			continue
		}
		switch sure, here := c.identify(b, addr); {
		case sure && !f.Sure:
			f.Sure, f.Chips = true, []string{c.Name}
		case sure:
			f.Chips = append(f.Chips, c.Name)
		case here && !f.Sure, len(c.ID) == 0 && c.Probe == nil && alive && !f.Sure:
			f.Chips = append(f.Chips, c.Name)
		}
	}
	if !alive && len(f.Chips) == 0 {
		return nil, nil
	}
	return f, nil
}

// identify reads the identity registers of c at an address: sure when they hold its
// values. Here reports that a chip without them answered its command.
func (c Chip) identify(b i2c.Bus, addr uint16) (sure, here bool) {
	for _, id := range c.ID {
		p := make([]byte, 1, 2)
		if id.Wide {
			p = p[:2]
		}
		if b.Tx(addr, []byte{id.Reg}, p) != nil || !id.is(bigEndian(p)) {
			return false, false
		}
	}
	if len(c.ID) > 0 {
		return true, true
	}
	if c.Probe == nil {
		return false, false
	}
	ok, err := answers(b, addr, c.Probe, 3)
	return false, ok && err == nil
}

func bigEndian(p []byte) (v uint16) {
	for _, x := range p {
		v = v<<8 | uint16(x)
	}
	return v
}

// answers reads n bytes after a command. No answer is no error; a bus that does not
// work is.
func answers(b i2c.Bus, addr uint16, command []byte, n int) (bool, error) {
	err := b.Tx(addr, command, make([]byte, n))
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, bus.ErrNACK), errors.Is(err, bus.ErrBusy), errors.Is(err, bus.ErrShort), errors.Is(err, bus.ErrTimeout):
		return false, nil
	}
	return false, err
}
