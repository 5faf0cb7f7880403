package doctor

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
)

// pi is the files of a Pi 4 that is as it should be.
func pi() fstest.MapFS {
	files := fstest.MapFS{}
	for path, text := range map[string]string{
		"proc/device-tree/model":           "Raspberry Pi 4 Model B Rev 1.4\x00",
		"proc/cpuinfo":                     "processor\t: 0\nFeatures\t: fp asimd\n\nprocessor\t: 1\n",
		"proc/meminfo":                     "MemTotal:        3884000 kB\nMemAvailable:    3000000 kB\n",
		"proc/mounts":                      "proc /proc proc rw 0 0\n/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n",
		"proc/uptime":                      "86400.00 300000.00",
		"sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids",
		"sys/devices/platform/soc/soc:firmware/get_throttled":  "0",
		"sys/class/thermal/thermal_zone0/temp":                 "48300",
		"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "ondemand",
		"sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq": "1500000",
		"sys/block/mmcblk0/device/name":                        "SC32G",
		"sys/block/mmcblk0/device/life_time":                   "0x01 0x02",
		"sys/block/mmcblk0/device/pre_eol_info":                "0x01",
		"sys/block/mmcblk0/stat":                               "1 2 3 4 5 6 2000000 8 9 10 11",
		"sys/bus/iio/devices/iio:device0/name":                 "bme280",
		"dev/i2c-1":                                            "", "dev/spidev0.0": "", "dev/gpiochip0": "",
		"run/systemd/timesync/synchronized":   "",
		"etc/systemd/system/edgetune.service": "", "etc/edgetune/edgetune.toml": "",
		"var/lib/edgetune/state": "",
	} {
		files[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func machine(files fs.FS) Machine {
	return Machine{
		Files: files, Now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Kernels: "neon", CPU: []string{"arm64", "asimd"},
		Open:  func(string) error { return nil },
		Space: func(string) (Space, error) { return Space{Free: 20e9, Size: 32e9}, nil },
		Run:   func(...string) (string, error) { return "", errors.New("no such program") },
	}
}

func find(all []Finding, severity Severity, text string) bool {
	for _, f := range all {
		if f.Severity == severity && strings.Contains(f.What+" "+f.Value, text) {
			return severity == OK || severity == Unknown || f.Advice != ""
		}
	}
	return false
}

func TestGoodBoard(t *testing.T) {
	all := Examine(machine(pi()))
	for _, f := range all {
		if f.Severity != OK {
			t.Errorf("%s: %s: %s", f.Severity, f.What, f.Value)
		}
	}
	assert.True(t, Healthy(all))
	for _, want := range []string{"Raspberry Pi 4 Model B Rev 1.4", "cores 2", "kernels neon", "/dev/i2c-1", "bme280", "48.3 degC", "20%", "1.0 GB a day", "20000 MB free", "synchronised"} {
		assert.True(t, find(all, OK, want), "%s in %v", want, all)
	}
}

func TestFindings(t *testing.T) {
	put := func(path, text string) func(fstest.MapFS, *Machine) {
		return func(f fstest.MapFS, _ *Machine) { f[path] = &fstest.MapFile{Data: []byte(text)} }
	}
	drop := func(paths ...string) func(fstest.MapFS, *Machine) {
		return func(f fstest.MapFS, _ *Machine) {
			for _, p := range paths {
				delete(f, p)
			}
		}
	}
	const throttled = "sys/devices/platform/soc/soc:firmware/get_throttled"
	for _, c := range []struct {
		name     string
		change   func(fstest.MapFS, *Machine)
		severity Severity
		want     string
	}{
		{"under-voltage", put(throttled, "50001"), Bad, "under-voltage now"},
		{"throttled before", put(throttled, "0x40000"), Warn, "throttled since the start"},
		{"vcgencmd", func(f fstest.MapFS, m *Machine) {
			delete(f, throttled)
			m.Run = func(...string) (string, error) { return "throttled=0x4\n", nil }
		}, Bad, "throttled now"},
		{"no throttling", drop(throttled), Unknown, "throttling"},
		{"hot", put("sys/class/thermal/thermal_zone0/temp", "79000"), Warn, "79.0 degC"},
		{"powersave", put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave"), Warn, "powersave"},
		{"32 bits", func(_ fstest.MapFS, m *Machine) { m.Kernels = "neon-v7" }, Warn, "kernels neon-v7"},
		{"32 bits without NEON", func(_ fstest.MapFS, m *Machine) { m.Kernels = "go" }, Warn, "kernels go"},
		{"no bus", drop("dev/i2c-1", "dev/spidev0.0", "sys/bus/iio/devices/iio:device0/name"), Warn, "no bus"},
		{"no permission", func(_ fstest.MapFS, m *Machine) {
			m.Open = func(string) error { return &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission} }
		}, Bad, "/dev/i2c-1 may not be opened"},
		{"busy", func(_ fstest.MapFS, m *Machine) { m.Open = func(string) error { return errors.New("busy") } }, Warn, "busy"},
		{"past", func(_ fstest.MapFS, m *Machine) { m.Now = time.Unix(0, 0) }, Bad, "past"},
		{"not synchronised", drop("run/systemd/timesync/synchronized"), Warn, "not synchronised"},
		{"a clock with a battery", func(f fstest.MapFS, m *Machine) {
			delete(f, "run/systemd/timesync/synchronized")
			put("sys/class/rtc/rtc0/name", "ds3231")(f, m)
		}, OK, "battery"},
		{"full", func(_ fstest.MapFS, m *Machine) {
			m.Space = func(string) (Space, error) { return Space{1e6, 32e9}, nil }
		}, Bad, "1 MB free"},
		{"worn", put("sys/block/mmcblk0/device/life_time", "0x0a 0x03"), Bad, "100%"},
		{"ageing", put("sys/block/mmcblk0/device/life_time", "0x08 0x03"), Warn, "80%"},
		{"a card that does not tell", drop("sys/block/mmcblk0/device/life_time"), Unknown, "does not tell"},
		{"many writes", put("sys/block/mmcblk0/stat", "1 2 3 4 5 6 200000000 8 9 10 11"), Warn, "102.4 GB a day"},
		{"read-only", put("proc/mounts", "/dev/mmcblk0p2 / squashfs ro,relatime 0 0"), Bad, "read-only"},
		{"read-only with a place", put("proc/mounts", "/dev/mmcblk0p2 / squashfs ro 0 0\n/dev/mmcblk0p4 /perm ext4 rw 0 0"), OK, "with a place"},
		{"overlay", put("proc/mounts", "overlayroot / overlay rw 0 0\n/dev/mmcblk0p2 /media/root-ro ext4 ro 0 0"), Bad, "lost at every start"},
		{"no memory cgroup", put("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids"), Warn, "not enforced"},
		{"little memory", put("proc/meminfo", "MemTotal: 440000 kB\nMemAvailable: 30000 kB\n"), Warn, "29 MiB available of 429"},
		{"no configuration", drop("etc/edgetune/edgetune.toml"), Bad, "edgetune.toml"},
		{"no service", drop("etc/systemd/system/edgetune.service"), Warn, "not installed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := pi()
			m := machine(files)
			c.change(files, &m)
			all := Examine(m)
			assert.True(t, find(all, c.severity, c.want), "%v", all)
			assert.Equal(t, c.severity != Bad, Healthy(all))
		})
	}
}

// TestNothingThere: a machine that tells nothing is unknown, never good, and no reason
// to fall over.
func TestNothingThere(t *testing.T) {
	m := machine(fstest.MapFS{})
	m.Space = func(string) (Space, error) { return Space{}, errors.New("no") }
	for _, f := range Examine(m) {
		if f.Severity == OK && f.What != "processor" && f.What != "kernels" {
			t.Errorf("%s is ok: %s", f.What, f.Value)
		}
		if f.Severity == Unknown && f.Value == "" {
			t.Errorf("%s is unknown, without a word why", f.What)
		}
	}
}

func TestLocal(t *testing.T) {
	all := Examine(Local(t.Context(), "generic", nil))
	assert.Greater(t, len(all), 10)
}
