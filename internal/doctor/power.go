package doctor

import (
	"fmt"
	"strconv"
	"strings"
)

// throttles are the bits of get_throttled: now, and 16 bits higher since the start.
// Raspberry Pi documentation, vcgencmd.
var throttles = []struct {
	bit          int
	what, advice string
}{
	{0, "under-voltage", "use the power supply of the board, and a short cable"},
	{1, "frequency capped", "cool the board, or give it more power"},
	{2, "throttled", "cool the board: a heat sink, a fan, air"},
	{3, "soft temperature limit", "cool the board: a heat sink, a fan, air"},
}

// throttled reads the bits: from the kernel, else from the firmware's program.
func (m Machine) throttled() (uint64, bool) {
	text := ""
	for _, path := range m.glob("sys/devices/platform/soc*/*firmware/get_throttled") {
		text = m.text(path)
	}
	if text == "" {
		out, err := m.Run("vcgencmd", "get_throttled")
		if err != nil {
			return 0, false
		}
		_, text, _ = strings.Cut(strings.TrimSpace(out), "=0x")
	}
	bits, err := strconv.ParseUint(strings.TrimPrefix(text, "0x"), 16, 64)
	return bits, err == nil
}

func throttling(m Machine) (all []Finding) {
	bits, known := m.throttled()
	if !known {
		return one(unknown("throttling", "neither sysfs nor vcgencmd tells"))
	}
	for _, t := range throttles {
		switch {
		case bits>>t.bit&1 == 1:
			all = append(all, bad("throttling", t.what+" now", t.advice))
		case bits>>(t.bit+16)&1 == 1:
			all = append(all, warn("throttling", t.what+" since the start", t.advice))
		}
	}
	if len(all) == 0 {
		return one(ok("throttling", "none since the start"))
	}
	return all
}

// hot is where a Pi begins to slow down at 80 degrees, less a margin.
const hot = 75000

func heat(m Machine) []Finding {
	t, known := m.number("sys/class/thermal/thermal_zone0/temp")
	if !known {
		return one(unknown("temperature", "no thermometer of the processor"))
	}
	value := fmt.Sprintf("%.1f degC", float64(t)/1000)
	if t >= hot {
		return one(warn("temperature", value, "cool the board: it slows down from 80 degC on"))
	}
	return one(ok("temperature", value))
}

func governor(m Machine) []Finding {
	dir := "sys/devices/system/cpu/cpu0/cpufreq/"
	name := m.text(dir + "scaling_governor")
	top, known := m.number(dir + "cpuinfo_max_freq")
	switch {
	case name == "" || !known:
		return one(unknown("clock speed", "the kernel does not tell"))
	case name == "powersave":
		return one(warn("clock speed", name, "echo ondemand | sudo tee /"+dir+"scaling_governor"))
	}
	return one(ok("clock speed", fmt.Sprintf("%s, up to %d MHz", name, top/1000)))
}
