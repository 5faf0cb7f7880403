package doctor

import "time"

// released is before any build of edgetune: a clock that is earlier is wrong.
var released = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clock: a Pi without a battery wakes up in the past. What is learned carries times, so
// it should be set before the first sample.
func clock(m Machine) []Finding {
	value := m.Now.UTC().Format(time.DateTime) + " UTC"
	synced := m.has("run/systemd/timesync/synchronized") || m.has("run/chrony/chronyd.pid")
	battery := m.has("sys/class/rtc/rtc0")
	switch {
	case m.Now.Before(released):
		return one(bad("time", value+" lies in the past", "connect to a network with NTP, or add a clock with a battery"))
	case synced:
		return one(ok("time", value+", synchronised"))
	case battery:
		return one(ok("time", value+", of a clock with a battery"))
	}
	return one(warn("time", value+", not synchronised", "sudo timedatectl set-ntp true; without a network add a clock with a battery"))
}
