package model

import (
	"fmt"
	"slices"
	"sync"
	"syscall"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"

	"edgetune/sensors/bus"
)

// Chip is a target on an I2C bus. Write and Read take whole messages; an error is a
// NACK.
type Chip interface {
	Write(p []byte) error
	Read(p []byte) error
}

// Bus is an I2C bus with models on it. Several goroutines may use it.
type Bus struct {
	faults
	name  string
	mu    sync.Mutex
	chips map[uint16]Chip
}

var _ i2c.BusCloser = (*Bus)(nil)

// NewBus returns a bus without chips.
func NewBus(name string) *Bus { return &Bus{name: name, chips: map[uint16]Chip{}} }

// Plug puts a chip at an address, in place of the one that was there.
func (b *Bus) Plug(addr uint16, c Chip) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.chips[addr] = c
}

// Unplug takes the chip at an address away.
func (b *Bus) Unplug(addr uint16) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.chips, addr)
}

// Addrs returns the addresses with a chip, in order.
func (b *Bus) Addrs() []uint16 {
	b.mu.Lock()
	defer b.mu.Unlock()
	var addrs []uint16
	for a := range b.chips {
		addrs = append(addrs, a)
	}
	slices.Sort(addrs)
	return addrs
}

// String returns the name.
func (b *Bus) String() string { return b.name }

// Close implements i2c.BusCloser; the bus stays usable.
func (b *Bus) Close() error { return nil }

// SetSpeed implements i2c.Bus and changes nothing.
func (b *Bus) SetSpeed(physic.Frequency) error { return nil }

// Tx implements i2c.Bus. Its errors are those of a real bus.
func (b *Bus) Tx(addr uint16, w, r []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.tx(addr, w, r); err != nil {
		return bus.Explain(bus.At(b.name, addr), err)
	}
	return nil
}

func (b *Bus) tx(addr uint16, w, r []byte) error {
	f := b.next(addr)
	if f != nil && f.Kind.fails() {
		return f.apply(r)
	}
	c := b.chips[addr]
	if c == nil {
		return syscall.EREMOTEIO
	}
	if len(w) > 0 {
		if err := c.Write(w); err != nil {
			return nack(err)
		}
	}
	if len(r) > 0 {
		if err := c.Read(r); err != nil {
			return nack(err)
		}
	}
	if f != nil {
		return f.apply(r)
	}
	return nil
}

// nack gives the kernel's error for a chip that refused.
func nack(err error) error { return fmt.Errorf("%w: %w", err, syscall.EREMOTEIO) }
