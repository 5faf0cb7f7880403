package host

import (
	"os"
	"path/filepath"
	"strings"
)

// gauge is one value of the board.
type gauge struct {
	name, unit string
	slow       bool // has to be asked for
	open       func() (reader, error)
	read       reader
}

// reader takes a new value each time.
type reader interface {
	value() (float64, error)
	Close() error
}

// gauges lists what is there under root.
func gauges(root string) []gauge {
	thermal := filepath.Join(root, "sys/class/thermal/thermal_zone0/temp")
	stat := filepath.Join(root, "proc/stat")
	clock := filepath.Join(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq")
	throttled := filepath.Join(root, "sys/devices/platform/soc/soc:firmware/get_throttled")
	candidates := []struct {
		name, unit, path string
		open             func() (reader, error)
	}{
		{"temperature", "degC", thermal, openScaled(thermal, 1e-3)},
		{"load", "%", stat, openLoad(stat)},
		{"frequency", "Hz", clock, openScaled(clock, 1e3)},
		{"undervoltage", "0/1", throttled, openBits(throttled, undervoltage)},
		{"throttled", "0/1", throttled, openBits(throttled, capped)},
	}
	var list []gauge
	for _, c := range candidates {
		if _, err := os.Stat(c.path); err == nil {
			list = append(list, gauge{name: c.name, unit: c.unit, open: c.open})
		}
	}
	return append(list, thermometers(root)...)
}

// thermometers are the DS18B20 and DS18S20 that the kernel's w1_therm reads.
func thermometers(root string) (list []gauge) {
	dir := filepath.Join(root, "sys/bus/w1/devices")
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), "28-") && !strings.HasPrefix(f.Name(), "10-") {
			continue
		}
		path := filepath.Join(dir, f.Name(), "temperature")
		g := gauge{name: f.Name(), unit: "degC", slow: true, open: openScaled(path, 1e-3)}
		if _, err := os.Stat(path); err == nil {
			list = append(list, g)
		}
	}
	return list
}
