package iio

import (
	"fmt"
	"path/filepath"
	"strings"

	"edgetune/sensors"
	"edgetune/sensors/internal/attr"
)

// Conf says which device to read and how.
type Conf struct {
	Root     string   // "/" where empty
	Device   string   // its name, "bme280", or "iio:device0"
	Channels []string // in this order; nil takes all
	Rate     float64  // Hz; 0 takes what the device is set to, else 1
	Buffered bool     // let the kernel collect the samples
	Trigger  string   // buffered, where the device has no clock of its own: a trigger's name
	Length   int      // buffered: samples that the kernel holds; 0 takes a second, at least 16
}

// Open opens a device: polled, or buffered when c says so.
func Open(c Conf) (sensors.Source, error) {
	if c.Root == "" {
		c.Root = "/"
	}
	d, err := find(c.Root, c.Device)
	if err != nil {
		return nil, err
	}
	if c.Buffered {
		return wrap(d, func() (sensors.Source, error) { return openBuffered(d, c) })
	}
	return wrap(d, func() (sensors.Source, error) { return openPolled(d, c) })
}

func wrap(d Device, open func() (sensors.Source, error)) (sensors.Source, error) {
	s, err := open()
	if err != nil {
		return nil, fmt.Errorf("sensors/iio: %s (%s): %w", d.ID, d.Name, err)
	}
	return s, nil
}

// find returns the device of a name or number.
func find(root, name string) (Device, error) {
	list, err := List(root)
	if err != nil {
		return Device{}, err
	}
	var seen []string
	for _, d := range list {
		if d.ID == name || d.Name == name {
			return d, nil
		}
		seen = append(seen, fmt.Sprintf("%s (%s)", d.Name, d.ID))
	}
	if len(seen) == 0 {
		return Device{}, fmt.Errorf("sensors/iio: no device %q, nor any other; add the overlay of the chip to /boot/firmware/config.txt, as dtoverlay=i2c-sensor,bme280", name)
	}
	return Device{}, fmt.Errorf("sensors/iio: no device %q; use one of %s", name, strings.Join(seen, ", "))
}

// choose returns the channels that c asks for.
func choose(have []Channel, names []string) ([]Channel, error) {
	if len(have) == 0 {
		return nil, fmt.Errorf("no channels; read the device in the other way, polled or buffered")
	}
	if names == nil {
		return have, nil
	}
	var list []Channel
	for _, n := range names {
		i := indexOf(have, n)
		if i < 0 {
			return nil, fmt.Errorf("no channel %q; use some of %s", n, strings.Join(namesOf(have), ", "))
		}
		list = append(list, have[i])
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no channel chosen; use some of %s", strings.Join(namesOf(have), ", "))
	}
	return list, nil
}

func indexOf(list []Channel, name string) int {
	for i, c := range list {
		if c.Name == name {
			return i
		}
	}
	return -1
}

func namesOf(list []Channel) (names []string) {
	for _, c := range list {
		names = append(names, c.Name)
	}
	return names
}

// rate sets the sampling frequency where the device has one, and returns it. The kernel
// may round; what it says afterwards counts.
func (d Device) rate(c Conf) float64 {
	path := filepath.Join(d.dir, "sampling_frequency")
	if c.Rate > 0 {
		_ = attr.Write(path, fmt.Sprint(c.Rate)) // read-only on some devices
	}
	if hz, err := attr.Float(path); err == nil && hz > 0 {
		return hz
	}
	return c.Rate
}

// info describes channels at a rate.
func info(list []Channel, rate float64) sensors.Info {
	i := sensors.Info{
		Layout:   sensors.Layout{Height: 1, Steps: 1, Channels: len(list), Rate: rate},
		Channels: namesOf(list),
	}
	for _, c := range list {
		i.Units = append(i.Units, c.Unit)
	}
	return i
}
