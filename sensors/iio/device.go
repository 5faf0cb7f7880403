package iio

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"edgetune/sensors/internal/attr"
)

// Device is a sensor that the kernel drives.
type Device struct {
	ID       string    // "iio:device0"
	Name     string    // of the chip, as its driver says: "bme280"
	Channels []Channel // that can be read one by one
	Buffered bool      // whether it has a buffer

	dir  string // under /sys
	node string // under /dev
}

// Channel is one value of a device.
type Channel struct {
	Name string // "temp", "accel_x", "voltage0-voltage1"
	Unit string // after conversion; empty when the kernel gives none

	file   string  // "in_temp_raw" or "in_temp_input"
	offset float64 // added to the raw value
	scale  float64 // then multiplied, with the factor of the unit
}

// List returns the devices under root, "/" on a board.
func List(root string) ([]Device, error) {
	base := filepath.Join(root, "sys/bus/iio/devices")
	entries, err := os.ReadDir(base)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("sensors/iio: %w", err)
	}
	var list []Device
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "iio:device") {
			continue
		}
		d, err := readDevice(root, e.Name())
		if err != nil {
			return nil, fmt.Errorf("sensors/iio: %s: %w", e.Name(), err)
		}
		list = append(list, d)
	}
	return list, nil
}

// readDevice reads what a device can do.
func readDevice(root, id string) (Device, error) {
	d := Device{ID: id, dir: filepath.Join(root, "sys/bus/iio/devices", id), node: filepath.Join(root, "dev", id)}
	d.Name, _ = attr.Text(filepath.Join(d.dir, "name"))
	_, err := os.Stat(filepath.Join(d.dir, "buffer", "enable"))
	d.Buffered = err == nil
	files, err := os.ReadDir(d.dir)
	if err != nil {
		return d, err
	}
	for _, f := range files {
		name, ok := strings.CutPrefix(f.Name(), "in_")
		if !ok {
			continue
		}
		if channel, ok := strings.CutSuffix(name, "_input"); ok {
			d.Channels = append(d.Channels, newChannel(channel, f.Name(), 0, 1))
		} else if channel, ok := strings.CutSuffix(name, "_raw"); ok && !d.has(channel) {
			d.Channels = append(d.Channels, newChannel(channel, f.Name(), d.shared(channel, "offset", 0), d.shared(channel, "scale", 1)))
		}
	}
	return d, nil
}

func newChannel(name, file string, offset, scale float64) Channel {
	unit, factor := unitOf(name)
	return Channel{Name: name, Unit: unit, file: file, offset: offset, scale: scale * factor}
}

func (d *Device) has(channel string) bool {
	return slices.ContainsFunc(d.Channels, func(c Channel) bool { return c.Name == channel })
}

// shared reads an attribute of a channel, of its type, or of all channels: in_accel_x_scale,
// in_accel_scale, in_scale.
func (d *Device) shared(channel, what string, missing float64) float64 {
	for _, c := range []string{"in_" + channel, "in_" + kind(channel), "in"} {
		if v, err := attr.Float(filepath.Join(d.dir, c+"_"+what)); err == nil {
			return v
		}
	}
	return missing
}

// kind returns the type of a channel: "accel" of "accel_x", "voltage" of "voltage0",
// "voltage-voltage" of "voltage0-voltage1".
func kind(channel string) string {
	a, b, both := strings.Cut(channel, "-")
	letters := func(s string) string {
		return s[:len(s)-len(strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz"))]
	}
	if both {
		return letters(a) + "-" + letters(b)
	}
	return letters(a)
}

// unitOf returns the unit of a channel and the factor from the kernel's unit to it
// (Documentation/ABI/testing/sysfs-bus-iio).
func unitOf(channel string) (unit string, factor float64) {
	k, _, _ := strings.Cut(kind(channel), "-")
	switch k {
	case "temp":
		return "degC", 1e-3
	case "pressure":
		return "Pa", 1e3
	case "humidityrelative":
		return "%RH", 1e-3
	case "voltage", "altvoltage":
		return "V", 1e-3
	case "current":
		return "A", 1e-3
	case "power":
		return "W", 1e-3
	case "accel", "gravity":
		return "m/s^2", 1
	case "anglvel":
		return "rad/s", 1
	case "magn":
		return "uT", 100 // gauss
	case "illuminance":
		return "lux", 1
	case "concentration":
		return "ppm", 1e4 // per cent
	case "distance", "proximity":
		return "m", 1
	case "resistance":
		return "ohm", 1
	}
	return "", 1
}
