package deploy

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// Board is what a board says of itself.
type Board struct {
	Model   string // of the device tree, as in "Raspberry Pi 4 Model B Rev 1.4"
	Machine string // of uname -m
	CPU     string // a line of /proc/cpuinfo that names the processor
	Cores   int
	UID     int
	Systemd bool
	Undo    bool // a switch goes on, or was cut off

	Release string // of the binary that runs: its hash; "" before the first deployment
	Version string // what it calls itself
	Config  []byte // of the service; nil if there is none
	Files   map[string]string
}

// machines says which build a kernel runs. A static binary asks only the kernel: the
// arm64 one runs below a 32-bit system too, where its kernel has 64 bits.
var machines = map[string]string{
	"aarch64": "arm64", "armv6l": "arm6", "armv7l": "arm6", "armv8l": "arm6", "x86_64": "amd64v1",
}

// Build names the build for the board.
func (b Board) Build() (string, error) {
	if name, ok := machines[b.Machine]; ok {
		return name, nil
	}
	return "", fmt.Errorf("deploy: no binary for a machine that calls itself %.40q; there are some for aarch64, armv6l, armv7l, armv8l and x86_64", b.Machine)
}

// Name is the model, or the machine where there is no device tree.
func (b Board) Name() string {
	if b.Model != "" {
		return b.Model
	}
	return b.Machine
}

// needs is what the board lacks to be deployed to.
func (b Board) needs(l Layout) error {
	if len(l.Service) == 0 && !b.Systemd {
		return fmt.Errorf("deploy: no systemd on the board; name the program that starts and stops the service with --service-command")
	}
	return nil
}

// parseBoard reads the answer of inspectScript: lines of key=value, and of
// "sum HASH PATH".
func parseBoard(text string) Board {
	b := Board{Files: map[string]string{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "sum "); ok {
			if hash, path, ok := strings.Cut(rest, "  "); ok && len(hash) == 64 {
				b.Files[path] = hash
			}
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		b.set(key, value)
	}
	return b
}

func (b *Board) set(key, value string) {
	switch key {
	case "model":
		b.Model = value
	case "machine":
		b.Machine = value
	case "cpu":
		_, name, _ := strings.Cut(value, ":")
		b.CPU = strings.TrimSpace(name)
	case "cores":
		b.Cores, _ = strconv.Atoi(value)
	case "uid":
		b.UID, _ = strconv.Atoi(value)
	case "systemd":
		b.Systemd = value == "yes"
	case "undo":
		b.Undo = value == "yes"
	case "current":
		b.Release = value[strings.LastIndexByte(value, '/')+1:]
	case "config":
		b.Config, _ = base64.StdEncoding.DecodeString(value)
	case "version":
		b.Version = versionOf(value)
	}
}
