package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// bus is a kind of device for sensors.
type bus struct {
	name, pattern, group, enable string
}

var busKinds = []bus{
	{"i2c", "dev/i2c-*", "i2c", "sudo raspi-config nonint do_i2c 0"},
	{"spi", "dev/spidev*", "spi", "sudo raspi-config nonint do_spi 0"},
	{"gpio", "dev/gpiochip*", "gpio", "a kernel with CONFIG_GPIO_CDEV"},
}

// buses lists what sensors can hang on. One kind that is there is enough.
func buses(m Machine) (all []Finding) {
	found := false
	for _, b := range busKinds {
		devices := m.glob(b.pattern)
		found = found || len(devices) > 0 && b.name != "gpio"
		if len(devices) == 0 {
			all = append(all, unknown(b.name, "none; where a sensor needs it: "+b.enable))
			continue
		}
		all = append(all, ok(b.name, "/"+strings.Join(devices, " /")))
	}
	if chips := m.glob("sys/bus/iio/devices/iio:device*"); len(chips) > 0 {
		found = true
		names := make([]string, len(chips))
		for i, c := range chips {
			names[i] = m.text(path.Join(c, "name"))
		}
		all = append(all, ok("iio", strings.Join(names, " ")))
	}
	if !found {
		all = append(all, warn("sensors", "no bus for sensors", "switch one on: "+busKinds[0].enable))
	}
	return all
}

// permissions tries to open each device.
func permissions(m Machine) (all []Finding) {
	tried := 0
	for _, b := range busKinds {
		for _, d := range m.glob(b.pattern) {
			tried++
			err := m.Open("/" + d)
			if errors.Is(err, fs.ErrPermission) {
				all = append(all, bad("permission", "/"+d+" may not be opened", fmt.Sprintf("sudo usermod -aG %s $USER, and log in again", b.group)))
			} else if err != nil {
				all = append(all, warn("permission", fmt.Sprintf("/%s: %v", d, err), "another program may hold it"))
			}
		}
	}
	if tried > 0 && len(all) == 0 {
		return one(ok("permissions", "every bus can be opened"))
	}
	return all
}
