package chip

import (
	"fmt"
	"strconv"
	"strings"
)

// Conf says which chip to open, where, and how.
type Conf struct {
	Chip    string            // its name in the list
	Bus     string            // "i2c-1", "spi0.0", "w1-1"; empty takes the first of the chip's kind
	Addr    uint16            // on I2C; 0 takes the chip's default
	Rate    float64           // Hz; 0 takes the chip's default
	Options map[string]string // those of the chip's driver
}

// Parse reads a line "NAME [bus=…] [addr=…] [rate=…] [option=…] …". It does not
// check the options, which [Open] does.
func Parse(line string) (Conf, error) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return Conf{}, fmt.Errorf("sensors/chip: an empty line; write the name of a chip, as bme280 bus=i2c-1 rate=1")
	}
	c := Conf{Chip: words[0]}
	for _, w := range words[1:] {
		key, value, ok := strings.Cut(w, "=")
		if !ok || value == "" {
			return c, fmt.Errorf("sensors/chip: %q: write option=value", w)
		}
		if err := c.set(key, value); err != nil {
			return c, fmt.Errorf("sensors/chip: %s=%s: %w", key, value, err)
		}
	}
	return c, nil
}

func (c *Conf) set(key, value string) error {
	switch key {
	case "bus":
		c.Bus = value
	case "addr":
		n, err := strconv.ParseUint(value, 0, 10)
		if err != nil || n < minAddr || n > maxAddr {
			return fmt.Errorf("an I2C address is %#02x to %#02x", minAddr, maxAddr)
		}
		c.Addr = uint16(n)
	case "rate":
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || !(n > 0) {
			return fmt.Errorf("give samples per second")
		}
		c.Rate = n
	default:
		if c.Options == nil {
			c.Options = map[string]string{}
		}
		c.Options[key] = value
	}
	return nil
}

// The addresses that a chip may have; the others are reserved (I2C-bus
// specification UM10204, table "Reserved addresses").
const (
	minAddr = 0x08
	maxAddr = 0x77
)
