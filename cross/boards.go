package cross

import "slices"

// Core is a processor that tests run on: the one of this machine, or one that qemu
// emulates.
type Core struct {
	Name    string // as qemu's -cpu calls it; "native" for this machine
	GOARCH  string
	GOARM   string // the newest that it runs, 32-bit Arm only
	Kernels string // the set that kernel.Best must choose
}

// The cores of the boards, and of the machine at hand.
var (
	Native  = Core{"native", "amd64", "", "avx2"}
	ARM1176 = Core{"arm1176", "arm", "6", "go"}
	A7      = Core{"cortex-a7", "arm", "7", "neon-v7"}
	A53     = Core{"cortex-a53", "arm64", "", "neon"}
	A72     = Core{"cortex-a72", "arm64", "", "neon"}
	A76     = Core{"cortex-a76", "arm64", "", "neon-dotprod"}
)

// Board is one Raspberry Pi with one system on it.
type Board struct {
	Model string
	Chip  string // the core it has
	Bits  int    // of the operating system
	Core  Core   // the core that stands for it under qemu
}

// Boards lists every Pi that the binaries are for. qemu has no 32-bit A53, A72 or
// A76: an A7, which has the same instructions there, stands for them.
var Boards = []Board{
	{"Pi Zero, Zero W", "ARM1176", 32, ARM1176},
	{"Pi 1", "ARM1176", 32, ARM1176},
	{"Pi 2", "Cortex-A7", 32, A7},
	{"Pi 3", "Cortex-A53", 32, A7},
	{"Pi 3", "Cortex-A53", 64, A53},
	{"Pi Zero 2 W", "Cortex-A53", 32, A7},
	{"Pi Zero 2 W", "Cortex-A53", 64, A53},
	{"Pi 4", "Cortex-A72", 32, A7},
	{"Pi 4", "Cortex-A72", 64, A72},
	{"Pi 400", "Cortex-A72", 32, A7},
	{"Pi 400", "Cortex-A72", 64, A72},
	{"Pi 5", "Cortex-A76", 32, A7},
	{"Pi 5", "Cortex-A76", 64, A76},
}

// Cores returns the emulated cores of the boards, each once.
func Cores() []Core {
	var cores []Core
	for _, b := range Boards {
		if !slices.Contains(cores, b.Core) {
			cores = append(cores, b.Core)
		}
	}
	return cores
}

// Tags are the build tags of what is shipped. HTTP/2, which browsers speak over TLS alone,
// is left out: half a megabyte.
const Tags = "nethttpomithttp2"

// MostBytes is the most that a stripped binary may have, with everything in it.
var MostBytes = map[string]int64{"amd64": 16e6, "arm64": 15e6, "arm": 14e6}

// Build is a binary that is shipped.
type Build struct{ GOARCH, GOARM, GOAMD64 string }

// Builds lists them. One 32-bit binary covers every 32-bit Pi; the second amd64 one
// is there because its compiler fuses multiply and add.
var Builds = []Build{
	{GOARCH: "amd64", GOAMD64: "v1"},
	{GOARCH: "amd64", GOAMD64: "v3"},
	{GOARCH: "arm64"},
	{GOARCH: "arm", GOARM: "6"},
}

// String names the build, as in "arm6" or "amd64v3".
func (b Build) String() string { return b.GOARCH + b.GOARM + b.GOAMD64 }

// Env is the environment of a static build.
func (b Build) Env() []string {
	env := []string{"CGO_ENABLED=0", "GOOS=linux", "GOARCH=" + b.GOARCH}
	if b.GOARM != "" {
		env = append(env, "GOARM="+b.GOARM)
	}
	if b.GOAMD64 != "" {
		env = append(env, "GOAMD64="+b.GOAMD64)
	}
	return env
}

// Runs reports whether the core runs the build.
func (c Core) Runs(b Build) bool { return c.GOARCH == b.GOARCH && c.GOARM >= b.GOARM }

// Emulator is the command that runs a program on the core; none for this machine.
func (c Core) Emulator() []string {
	switch c.GOARCH {
	case "arm64":
		return []string{"qemu-aarch64-static", "-cpu", c.Name}
	case "arm":
		return []string{"qemu-arm-static", "-cpu", c.Name}
	}
	return nil
}
