package chip

import (
	"fmt"
	"slices"

	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// Open opens a chip on a bus of this board. Its errors say what to do; errors.Is
// finds the sentinels of package bus in them.
func Open(c Conf) (*Source, error) { return OpenOn(Board{}, c) }

// OpenOn opens a chip on one of the given buses.
func OpenOn(buses Buses, c Conf) (*Source, error) {
	chip, err := Find(c.Chip)
	if err != nil {
		return nil, err
	}
	r, err := chip.request(buses, c)
	if err != nil {
		return nil, fmt.Errorf("sensors/chip: %s: %w", c.Chip, err)
	}
	dev, closer, err := chip.open.open(r)
	if err != nil {
		return nil, named(c.Chip, err)
	}
	s := &Source{dev: dev, closer: closer, info: chip.info(dev, r.rate)}
	if err := s.begin(chip); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("sensors/chip: %s: %w", c.Chip, err)
	}
	return s, nil
}

// named puts the chip in front of an error that does not name a package.
func named(chip string, err error) error {
	if len(err.Error()) > 8 && err.Error()[:8] == "sensors/" {
		return err
	}
	return fmt.Errorf("sensors/chip: %s: %w", chip, err)
}

// request fills in the defaults of a configuration and checks it.
func (c Chip) request(buses Buses, conf Conf) (request, error) {
	kind, name, err := busOf(c, conf)
	r := request{buses, kind, name, conf.Addr, conf.Rate, conf.Options}
	if err != nil {
		return r, err
	}
	if r.rate == 0 {
		r.rate = c.Rate
	}
	if !(r.rate >= pace.MinRate && r.rate <= pace.MaxRate) {
		return r, fmt.Errorf("rate %g Hz; give %g to %g", r.rate, pace.MinRate, pace.MaxRate)
	}
	if r.addr == 0 && len(c.Addrs) > 0 {
		r.addr = c.Addrs[0]
	}
	if kind == "i2c" && !slices.Contains(c.Addrs, r.addr) {
		return r, fmt.Errorf("address %#02x; this chip can be at %s", r.addr, addresses(c.Addrs))
	}
	return r, nil
}

func addresses(list []uint16) string {
	s := ""
	for i, a := range list {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%#02x", a)
	}
	return s
}

// info describes what dev delivers at a rate.
func (c Chip) info(dev Device, rate float64) sensors.Info {
	i := sensors.Info{Channels: c.Channels, Units: c.Units}
	if d, ok := dev.(Described); ok {
		i.Channels, i.Units = d.Channels(), d.Units()
	}
	if b, ok := dev.(Buffered); ok {
		rate = b.Rate()
	}
	i.Layout = sensors.Layout{Height: 1, Steps: 1, Channels: len(i.Channels), Rate: rate}
	return i
}
