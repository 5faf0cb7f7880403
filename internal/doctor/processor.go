package doctor

import (
	"fmt"
	"strconv"
	"strings"
)

// board names the model, by the device tree.
func board(m Machine) []Finding {
	if model := m.text("proc/device-tree/model"); model != "" {
		return one(ok("board", model))
	}
	if cpu := field(m.text("proc/cpuinfo"), "model name"); cpu != "" {
		return one(ok("board", "no device tree; "+cpu))
	}
	return one(unknown("board", "no device tree"))
}

func cores(m Machine) []Finding {
	n := 0
	for line := range strings.Lines(m.text("proc/cpuinfo")) {
		if strings.HasPrefix(line, "processor") {
			n++
		}
	}
	if n == 0 {
		return one(unknown("cores", "/proc/cpuinfo does not tell"))
	}
	return one(ok("cores", strconv.Itoa(n)))
}

// features says which kernels were chosen, and whether a better system would allow
// better ones: those of a 32-bit system take twice the instructions for a step
// (docs/bench), or have no NEON at all.
func features(m Machine) []Finding {
	all := one(ok("processor", strings.Join(m.CPU, " ")))
	model := m.text("proc/device-tree/model")
	for _, name := range []string{"Pi 3", "Pi 4", "Pi 400", "Pi 5", "Pi Zero 2"} {
		if (m.Kernels == "neon-v7" || m.Kernels == "go") && strings.Contains(model, name) {
			return append(all, warn("kernels", m.Kernels, "this board can do 64 bits: with a 64-bit system a step takes half the instructions"))
		}
	}
	return append(all, ok("kernels", m.Kernels))
}

// minFree is what the learner and the service want, in KiB.
const minFree = 48 << 10

func memory(m Machine) []Finding {
	text := m.text("proc/meminfo")
	free, err := strconv.Atoi(strings.TrimSuffix(field(text, "MemAvailable"), " kB"))
	if err != nil {
		return one(unknown("memory", "/proc/meminfo does not tell"))
	}
	value := fmt.Sprintf("%d MiB available", free>>10)
	if all, err := strconv.Atoi(strings.TrimSuffix(field(text, "MemTotal"), " kB")); err == nil {
		value += fmt.Sprintf(" of %d", all>>10)
	}
	if free < minFree {
		return one(warn("memory", value, "stop what is not needed, or choose the lite system without a desktop"))
	}
	return one(ok("memory", value))
}

// limits: the unit's MemoryMax needs the memory cgroup, which Pi kernels start without.
func limits(m Machine) []Finding {
	if m.has("sys/fs/cgroup/cgroup.controllers") {
		if strings.Contains(m.text("sys/fs/cgroup/cgroup.controllers"), "memory") {
			return one(ok("memory limit", "enforced"))
		}
		return one(warn("memory limit", "not enforced", "add cgroup_enable=memory to the line of /boot/firmware/cmdline.txt and reboot"))
	}
	return one(unknown("memory limit", "no unified cgroups"))
}
