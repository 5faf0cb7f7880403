package ds18b20

import (
	"fmt"
	"strconv"
	"strings"

	"periph.io/x/conn/v3/onewire"
	"periph.io/x/conn/v3/physic"
	periph "periph.io/x/devices/v3/ds18b20"

	"edgetune/sensors/chip/link"
)

// Opts says which chip to read and how.
type Opts struct {
	ID   string `conf:"id" means:"\"28-0316a2794bff\" as the kernel writes it; empty takes the first found"`
	Bits int    `conf:"bits" means:"9 to 12, which take 94 to 752 ms"`
}

// DefaultOpts reads in steps of 1/16 degC.
var DefaultOpts = Opts{Bits: 12}

// Dev is an open chip.
type Dev struct {
	dev   *periph.Dev
	watch *link.Wire
	bits  int
	env   physic.Env
}

// New opens a chip on a bus and sets its resolution, which it keeps without power.
func New(b onewire.Bus, o *Opts) (*Dev, error) {
	w := link.WatchWire("sensors/chip/ds18b20", b)
	if o.Bits < 9 || o.Bits > 12 {
		return nil, w.Errorf("bits %d; use 9 to 12", o.Bits)
	}
	addr, err := find(b, o.ID)
	if err != nil {
		return nil, w.Errorf("%w", err)
	}
	w.Begin(0)
	dev, err := periph.New(w, addr, o.Bits)
	if err != nil {
		return nil, w.Wrap(err)
	}
	return &Dev{dev: dev, watch: w, bits: o.Bits}, nil
}

// find returns the address of a chip.
func find(b onewire.Bus, id string) (onewire.Address, error) {
	want, err := parseID(id)
	if err != nil {
		return 0, err
	}
	list, err := b.Search(false)
	if err != nil {
		return 0, err
	}
	var seen []string
	for _, a := range list {
		if family := byte(a); family != byte(periph.DS18B20) && family != byte(periph.DS18S20) {
			continue
		}
		if want == 0 || uint64(a)&0x00ffffffffffffff == want {
			return a, nil
		}
		seen = append(seen, formatID(a))
	}
	if len(seen) == 0 {
		return 0, fmt.Errorf("no thermometer answers; check the wiring and the pull-up of 4.7 kohm")
	}
	return 0, fmt.Errorf("no chip %s; use id=%s", id, strings.Join(seen, " or id="))
}

// parseID reads family and serial number, "28-0316a2794bff", as the low 56 bits of an
// address; 0 for an empty one.
func parseID(id string) (uint64, error) {
	if id == "" {
		return 0, nil
	}
	family, serial, ok := strings.Cut(id, "-")
	f, err := strconv.ParseUint(family, 16, 8)
	s, err2 := strconv.ParseUint(serial, 16, 48)
	if !ok || err != nil || err2 != nil || len(serial) != 12 {
		return 0, fmt.Errorf("id %q; write it as the kernel does, 28-0316a2794bff", id)
	}
	return s<<8 | f, nil
}

func formatID(a onewire.Address) string {
	return fmt.Sprintf("%02x-%012x", byte(a), uint64(a)>>8&0xffffffffffff)
}

// String names chip and place.
func (d *Dev) String() string { return "ds18b20 at " + d.watch.String() }

// Halt does nothing: the chip sleeps between readings.
func (d *Dev) Halt() error { return nil }

// MaxRate returns how many readings per second the resolution allows.
func (d *Dev) MaxRate() float64 { return 1000 / float64(int(94)<<(d.bits-9)+10) }

// Sense converts once: degC. It waits for the chip, up to 752 ms.
func (d *Dev) Sense(dst []float32) error {
	d.watch.Begin(0)
	if err := d.dev.Sense(&d.env); err != nil {
		return d.watch.Wrap(err)
	}
	dst[0] = float32(float64(d.env.Temperature-physic.ZeroCelsius) / float64(physic.Kelvin))
	return nil
}
