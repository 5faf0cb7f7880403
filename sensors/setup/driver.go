package setup

import (
	"fmt"
	"slices"
	"strings"

	"edgetune/sensors"
	"edgetune/sensors/chip"
)

// Driver is what a [Setting] may name: a chip or another way in.
type Driver struct {
	Name      string   `json:"driver"`
	Kind      string   `json:"kind"` // chip, kernel, board, file, network, sound, simulation
	Measures  string   `json:"measures"`
	Channels  []string `json:"channels,omitempty"` // empty where the sensor or the file says
	Units     []string `json:"units,omitempty"`
	Buses     []string `json:"buses,omitempty"`
	Addresses []string `json:"addresses,omitempty"` // the default first
	Rate      float64  `json:"rate_hz,omitempty"`   // the default
	MaxRate   float64  `json:"max_rate_hz,omitempty"`
	Options   []Option `json:"options,omitempty"`
	Line      string   `json:"line"` // a configuration line as an example
	Sheet     string   `json:"sheet,omitempty"`

	path  use // whether a Setting gives a path
	rate  use
	clock clock
	open  func(Machine, Setting) (sensors.Source, error)
}

// Option is a setting of a driver.
type Option struct {
	Name    string `json:"name"`
	Default string `json:"default"`
	Means   string `json:"means,omitempty"`
}

// use says whether a field of a Setting may, must or cannot be given.
type use uint8

const (
	may use = iota
	must
	cannot
)

// clock is what the times of a source count from.
type clock uint8

const (
	board clock = iota // ns since 1970 as samples come
	own                // what was recorded or computed
)

// Drivers lists every driver: the chips by name, then the other ways in.
func Drivers() []Driver {
	var list []Driver
	for _, c := range chip.Chips() {
		list = append(list, ofChip(c))
	}
	return append(list, ways()...)
}

// Find returns the driver of a name.
func Find(name string) (Driver, error) {
	list := Drivers()
	i := slices.IndexFunc(list, func(d Driver) bool { return d.Name == name })
	if i >= 0 {
		return list[i], nil
	}
	var names []string
	for _, d := range list {
		names = append(names, d.Name)
	}
	return Driver{}, fmt.Errorf("sensors/setup: unknown driver %q; use one of %s", name, strings.Join(names, ", "))
}

// ofChip describes a chip of package chip.
func ofChip(c chip.Chip) Driver {
	d := Driver{
		Name: c.Name, Kind: "chip", Measures: c.Measures, Channels: c.Channels, Units: c.Units,
		Buses: c.Buses, Rate: c.Rate, MaxRate: c.MaxRate, Sheet: c.Sheet,
		Line: c.Name, path: cannot, open: openChip,
	}
	for _, a := range c.Addrs {
		d.Addresses = append(d.Addresses, fmt.Sprintf("%#02x", a))
	}
	for _, o := range c.Options() {
		d.Options = append(d.Options, Option{Name: o.Name, Default: o.Default, Means: o.Means})
	}
	switch c.Buses[0] {
	case "i2c":
		d.Line += " bus=1 address=" + d.Addresses[0]
	case "spi":
		d.Line += " bus=spi0.0"
	case "w1":
		d.Line += " bus=w1-1"
	}
	d.Line += fmt.Sprintf(" rate=%g", c.Rate)
	return d
}

// option returns the value of an option in s, or its default.
func (d Driver) option(s Setting, name string) string {
	if v, ok := s.Options[name]; ok {
		return v
	}
	for _, o := range d.Options {
		if o.Name == name {
			return o.Default
		}
	}
	return ""
}
