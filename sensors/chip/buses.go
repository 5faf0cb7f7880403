package chip

import (
	"fmt"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/onewire"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors/bus"
)

// Buses opens buses by name. [Open] takes those of the board; a test gives models.
type Buses interface {
	I2C(name string) (i2c.BusCloser, error)
	SPI(name string) (spi.PortCloser, error)
	OneWire(name string) (onewire.BusCloser, error)
	Pin(name string) (gpio.PinIO, error)
}

// Board is the buses of the machine that the program runs on.
type Board struct{}

// I2C implements [Buses].
func (Board) I2C(name string) (i2c.BusCloser, error) { return bus.OpenI2C(name) }

// SPI implements [Buses].
func (Board) SPI(name string) (spi.PortCloser, error) { return bus.OpenSPI(name) }

// OneWire implements [Buses].
func (Board) OneWire(name string) (onewire.BusCloser, error) { return bus.OpenOneWire(name) }

// Pin implements [Buses].
func (Board) Pin(name string) (gpio.PinIO, error) { return bus.OpenPin(name) }

// defaultBus is the bus of the 40-pin header for a kind.
func defaultBus(kind string) string {
	switch kind {
	case "i2c":
		return "i2c-1"
	case "spi":
		return "spi0.0"
	case "w1":
		return "w1-1"
	}
	return ""
}

// busOf returns the kind and the name of the bus in c for a chip.
func busOf(chip Chip, c Conf) (kind, name string, err error) {
	if c.Bus == "" {
		return chip.Buses[0], defaultBus(chip.Buses[0]), nil
	}
	for _, k := range chip.Buses {
		if len(c.Bus) > len(k) && c.Bus[:len(k)] == k {
			return k, c.Bus, nil
		}
	}
	return "", "", fmt.Errorf("bus %q; %s is read on %s, as bus=%s", c.Bus, chip.Name, chip.Buses[0], defaultBus(chip.Buses[0]))
}
