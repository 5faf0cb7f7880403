package bus

import (
	"fmt"
	"strconv"
	"strings"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/host/v3/sysfs"
)

// I2C is an open I2C bus. Several goroutines may use it.
type I2C struct {
	bus  i2c.BusCloser
	name string
}

var _ i2c.BusCloser = (*I2C)(nil)

// OpenI2C opens a bus by its name: "i2c-1", "/dev/i2c-1" or "1".
func OpenI2C(name string) (*I2C, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(base(name), "i2c-"), 10, 16)
	if err != nil {
		return nil, fmt.Errorf("sensors/bus: %q is no I2C bus; write it as i2c-1", name)
	}
	name = fmt.Sprintf("i2c-%d", n)
	b, err := sysfs.NewI2C(int(n))
	if err != nil {
		return nil, i2cOpening().failed(name, err)
	}
	return &I2C{b, name}, nil
}

// String returns the name, "i2c-1".
func (b *I2C) String() string { return b.name }

// Close implements io.Closer.
func (b *I2C) Close() error { return Explain(b.name, b.bus.Close()) }

// Tx writes w, then reads r, in one transaction. It allocates nothing unless it
// fails; the error is an [*Error].
func (b *I2C) Tx(addr uint16, w, r []byte) error {
	if err := b.bus.Tx(addr, w, r); err != nil {
		return Explain(At(b.name, addr), err)
	}
	return nil
}

// SetSpeed fails: the speed of a bus belongs to the device tree.
func (b *I2C) SetSpeed(f physic.Frequency) error {
	return fmt.Errorf("sensors/bus: %s: the speed cannot be set from here; write dtparam=i2c_arm_baudrate=%d in /boot/firmware/config.txt",
		b.name, f/physic.Hertz)
}

// At names a chip on a bus for messages: "i2c-1 address 0x76".
func At(bus string, addr uint16) string { return fmt.Sprintf("%s address %#02x", bus, addr) }
