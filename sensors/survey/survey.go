package survey

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip"
	"edgetune/sensors/host"
	"edgetune/sensors/iio"
	"edgetune/sensors/setup"
)

// Report is what was found.
type Report struct {
	I2C     []I2C    `json:"i2c"`
	SPI     []string `json:"spi"`     // ports
	OneWire []Find   `json:"onewire"` // thermometers that the kernel sees
	IIO     []Find   `json:"iio"`     // devices of the kernel's drivers
	Host    []string `json:"host"`    // channels of the board itself
}

// I2C is a bus and what answers on it.
type I2C struct {
	Bus   string `json:"bus"`
	Found []Find `json:"found"`
	Err   error  `json:"-"`
	Error string `json:"error,omitempty"`
}

// Find is a sensor, or an address where something answers.
type Find struct {
	Addr   uint16   `json:"address,omitempty"`
	Chips  []string `json:"chips"`            // that it can be; empty when unknown
	Sure   bool     `json:"sure"`             // an identity register, or the kernel, said so
	Kernel string   `json:"kernel,omitempty"` // the driver of the kernel that holds the address
	Lines  []string `json:"lines,omitempty"`  // configuration lines that open it, the likely one first
}

// Board looks at the buses of m; only, where it is not empty, names the one I2C bus to scan.
// No bus at all is an error that says what to do; a bus that fails is in the report.
func Board(m setup.Machine, only string) (Report, error) {
	if m.Buses == nil {
		m.Buses = chip.Board{}
	}
	if m.Root == "" {
		m.Root = "/"
	}
	r := Report{OneWire: oneWire(m.Root), IIO: kernelDevices(m.Root)}
	r.Host, _ = host.List(m.Root)
	names, err := bus.List(filepath.Join(m.Root, "dev"))
	if err != nil {
		return r, fmt.Errorf("sensors/survey: %w", err)
	}
	if only != "" {
		names = []string{i2cName(only)}
	}
	for _, n := range names {
		if strings.HasPrefix(n, "spi") {
			r.SPI = append(r.SPI, n)
		} else {
			r.I2C = append(r.I2C, scan(m, n))
		}
	}
	return r, nil
}

// i2cName takes "1", "i2c-1" or "/dev/i2c-1".
func i2cName(s string) string {
	s = filepath.Base(s)
	if !strings.HasPrefix(s, "i2c-") {
		s = "i2c-" + s
	}
	return s
}

// scan asks the addresses of a bus.
func scan(m setup.Machine, name string) I2C {
	r := I2C{Bus: name}
	held, skip := heldBy(m.Root, name), []uint16{}
	for addr, driver := range held {
		skip = append(skip, addr)
		r.Found = append(r.Found, Find{Addr: addr, Kernel: driver, Chips: []string{}})
	}
	b, err := m.Buses.I2C(name)
	if err == nil {
		var found []chip.Found
		found, err = chip.Scan(b, skip...)
		_ = b.Close()
		for _, f := range found {
			r.Found = append(r.Found, Find{Addr: f.Addr, Chips: slices.Concat([]string{}, f.Chips), Sure: f.Sure, Lines: lines(name, f)})
		}
	}
	if err != nil {
		r.Err, r.Error = err, err.Error()
	}
	slices.SortFunc(r.Found, func(a, b Find) int { return int(a.Addr) - int(b.Addr) })
	return r
}

// lines returns how each chip would be configured.
func lines(bus string, f chip.Found) (out []string) {
	for _, name := range f.Chips {
		s := setup.Setting{Driver: name, Bus: setup.Word(bus), Address: setup.Word(fmt.Sprintf("%#02x", f.Addr))}
		if d, err := setup.Find(name); err == nil {
			s.Rate = d.Rate
		}
		out = append(out, s.String())
	}
	return out
}

// heldBy returns the addresses of a bus that drivers of the kernel hold.
func heldBy(root, bus string) map[uint16]string {
	held := map[uint16]string{}
	prefix := strings.TrimPrefix(bus, "i2c-") + "-"
	dir := filepath.Join(root, "sys/bus/i2c/devices")
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		hex, ok := strings.CutPrefix(f.Name(), prefix)
		if !ok {
			continue
		}
		addr, err := strconv.ParseUint(hex, 16, 16)
		driver, e := os.Readlink(filepath.Join(dir, f.Name(), "driver"))
		if err == nil && e == nil {
			held[uint16(addr)] = filepath.Base(driver)
		}
	}
	return held
}

// oneWire lists the thermometers on the kernel's 1-Wire buses.
func oneWire(root string) (list []Find) {
	files, _ := os.ReadDir(filepath.Join(root, "sys/bus/w1/devices"))
	for _, f := range files {
		id := f.Name()
		if !strings.HasPrefix(id, "28-") {
			continue
		}
		list = append(list, Find{Chips: []string{"ds18b20"}, Sure: true, Kernel: id, Lines: []string{
			setup.Setting{Driver: "host", Channels: []string{id}, Rate: 1}.String(),
			setup.Setting{Driver: "ds18b20", Options: setup.Options{"id": id}, Rate: 1}.String(),
		}})
	}
	return list
}

// kernelDevices lists what the kernel drives.
func kernelDevices(root string) (list []Find) {
	devices, _ := iio.List(root)
	for _, d := range devices {
		s := setup.Setting{Driver: "iio", Options: setup.Options{"device": d.Name}, Rate: 1}
		list = append(list, Find{Chips: []string{d.Name}, Sure: true, Kernel: d.ID, Lines: []string{s.String()}})
	}
	return list
}
