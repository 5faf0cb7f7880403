package setup

import (
	"fmt"
	"strconv"
)

// Setting says which sensor to open, where and how: one [[sensor]] table of a
// configuration file. What a driver does not read must be left out.
type Setting struct {
	Name     string   `toml:"name" json:"name,omitempty"`         // of this sensor, where there are several; empty takes the driver's
	Driver   string   `toml:"driver" json:"driver"`               // a name of [Drivers]
	Bus      Word     `toml:"bus" json:"bus,omitempty"`           // chips: "i2c-1" or 1, "spi0.0", "w1-1"; empty takes the header's
	Address  Word     `toml:"address" json:"address,omitempty"`   // chips on I2C: 0x76; empty takes the chip's first
	Rate     float64  `toml:"rate" json:"rate,omitempty"`         // samples per second; 0 takes the driver's
	Channels []string `toml:"channels" json:"channels,omitempty"` // to read, in this order; empty takes all
	Path     string   `toml:"path" json:"path,omitempty"`         // of a file or folder; "-" is standard input
	Options  Options  `toml:"options" json:"options,omitempty"`   // those of the driver
}

// Word is text that a configuration may also give as a whole number, as address = 0x76.
type Word string

// UnmarshalTOML reads a string or a whole number.
func (w *Word) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		*w = Word(v)
	case int64:
		*w = Word(strconv.FormatInt(v, 10))
	default:
		return fmt.Errorf("%v: write a name or a whole number", v)
	}
	return nil
}

// Options are settings of a driver by name. In TOML a value may be text, a number or
// true or false.
type Options map[string]string

// UnmarshalTOML reads a table of plain values.
func (o *Options) UnmarshalTOML(v any) error {
	table, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("options: write a table, as options = {range = \"4g\"}")
	}
	*o = Options{}
	for key, value := range table {
		switch value := value.(type) {
		case string, bool, int64:
			(*o)[key] = fmt.Sprint(value)
		case float64:
			(*o)[key] = strconv.FormatFloat(value, 'g', -1, 64)
		default:
			return fmt.Errorf("options: %s: write text, a number, true or false", key)
		}
	}
	return nil
}

// Label returns the name of the sensor, the driver's where it has none.
func (s Setting) Label() string {
	if s.Name != "" {
		return s.Name
	}
	return s.Driver
}

// Live reports whether the sensor's times are those of the board's clock as samples come, and
// opening it again after a failure is worth trying; false for recordings and simulations.
func (s Setting) Live() bool {
	d, err := Find(s.Driver)
	return err == nil && d.clock == board
}
