package doctor

import (
	"fmt"
	"path"
	"strconv"
	"strings"
)

// stateDir is where the service keeps its state.
const stateDir = "var/lib/edgetune"

// storage: there must be room for generations and a journal.
func storage(m Machine) []Finding {
	dir := "/" + stateDir
	for !m.has(strings.TrimPrefix(dir, "/")) && dir != "/" {
		dir = path.Dir(dir)
	}
	s, err := m.Space(dir)
	if err != nil {
		return one(unknown("space", err.Error()))
	}
	value := fmt.Sprintf("%d MB free of %d in %s", s.Free/1e6, s.Size/1e6, dir)
	switch {
	case s.Free < 20e6:
		return one(bad("space", value, "remove something: sudo apt-get clean; sudo journalctl --vacuum-size=50M"))
	case s.Free < 200e6:
		return one(warn("space", value, "remove something: sudo apt-get clean; sudo journalctl --vacuum-size=50M"))
	}
	return one(ok("space", value))
}

// wear reads what a memory card or eMMC says of its age. JEDEC eMMC 5.1, registers
// DEVICE_LIFE_TIME_EST_TYP_A and B (in tenths) and PRE_EOL_INFO (1 is normal). Most SD
// cards say nothing.
func wear(m Machine) (all []Finding) {
	for _, dir := range m.glob("sys/block/mmcblk[0-9]") {
		name := path.Base(dir) + " " + m.text(path.Join(dir, "device/name"))
		life := strings.Fields(m.text(path.Join(dir, "device/life_time")))
		worst := int64(0)
		for _, l := range life {
			n, err := strconv.ParseInt(l, 0, 64)
			if err == nil {
				worst = max(worst, n)
			}
		}
		end, _ := m.number(path.Join(dir, "device/pre_eol_info"))
		switch {
		case worst == 0:
			all = append(all, unknown("wear", name+" does not tell, as most cards; keep a spare"))
		case worst >= 10 || end >= 2:
			all = append(all, bad("wear", fmt.Sprintf("%s has used %d%% of its life", name, worst*10), "copy it to a new one now"))
		case worst >= 8:
			all = append(all, warn("wear", fmt.Sprintf("%s has used %d%% of its life", name, worst*10), "have a new one ready"))
		default:
			all = append(all, ok("wear", fmt.Sprintf("%s has used at most %d%% of its life", name, worst*10)))
		}
	}
	return all
}

// tooMuch is how many bytes a day wear a small card out in a few years.
const tooMuch = 20e9

// writes tells how much was written each day since the start: field 7 of stat, in
// sectors of 512 bytes (Documentation/block/stat.rst of Linux).
func writes(m Machine) (all []Finding) {
	up, err := strconv.ParseFloat(strings.Split(m.text("proc/uptime"), " ")[0], 64)
	if err != nil || up < 3600 {
		return nil
	}
	for _, dir := range m.glob("sys/block/mmcblk[0-9]") {
		fields := strings.Fields(m.text(path.Join(dir, "stat")))
		if len(fields) < 7 {
			continue
		}
		sectors, err := strconv.ParseFloat(fields[6], 64)
		if err != nil {
			continue
		}
		daily := sectors * 512 / up * 86400
		value := fmt.Sprintf("%.1f GB a day to %s", daily/1e9, path.Base(dir))
		if daily > tooMuch {
			all = append(all, warn("writes", value, "find out who writes: sudo iotop -ao; log to memory with Storage=volatile in journald.conf"))
			continue
		}
		all = append(all, ok("writes", value))
	}
	return all
}

// root tells whether what is learned will still be there after the next start.
func root(m Machine) []Finding {
	mounts := map[string][]string{}
	for line := range strings.Lines(m.text("proc/mounts")) {
		if f := strings.Fields(line); len(f) >= 4 {
			mounts[f[1]] = f
		}
	}
	at, found := mounts["/"]
	if !found {
		return one(unknown("root", "/proc/mounts does not tell"))
	}
	own := mounts["/"+stateDir] != nil || mounts["/var"] != nil || mounts["/var/lib"] != nil || mounts["/perm"] != nil
	readOnly := strings.HasPrefix(at[3], "ro,") || at[3] == "ro"
	switch value := at[2] + " of " + at[0]; {
	case at[2] == "overlay" && !own && mounts["/media/root-ro"] != nil:
		return one(bad("root", value+", lost at every start", "give /"+stateDir+" a partition of its own, or switch the overlay off with raspi-config"))
	case readOnly && !own:
		return one(bad("root", value+", read-only", "give /"+stateDir+" a partition that may be written"))
	case readOnly:
		return one(ok("root", value+", read-only, with a place for state"))
	default:
		return one(ok("root", value+", writable"))
	}
}

// service tells whether the service is set up.
func service(m Machine) []Finding {
	unit := m.has("etc/systemd/system/edgetune.service") || m.has("usr/lib/systemd/system/edgetune.service")
	config := m.has("etc/edgetune/edgetune.toml")
	switch {
	case unit && config:
		return one(ok("service", "installed"))
	case unit:
		return one(bad("service", "no /etc/edgetune/edgetune.toml", "write one; the package and docs/deploy.md have an example"))
	}
	return one(warn("service", "not installed", "install the package, or use edgetune deploy"))
}
