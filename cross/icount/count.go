package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"edgetune/cross"
)

// row is one case: its instructions by function, and its useful multiply-accumulates.
type row struct {
	name  string
	macs  int
	total int
	by    []share
}

// share is what one function executes.
type share struct {
	function string
	count    int
}

// buildDir is where plugin and guest go, out of the tree that git sees.
const buildDir = "build"

// machine is one that instructions are counted on.
type machine struct {
	core     cross.Core // that qemu shows; kernels and their schedule are chosen by it
	build    cross.Build
	tags     string // of the build
	emulator string // a qemu that was built with plugins
	write    int    // the number of the system call
	table    string // what the counts are compared with; "" for a look only
	detail   bool   // whether the instructions of assembly count one by one
}

// machines lists them. The Cortex-A53 has a schedule of more instructions in fewer cycles,
// so that an A72 stands for 64 bits.
func machines() []machine {
	emulator := cmp.Or(os.Getenv("EDGETUNE_QEMU"), "qemu-aarch64")
	arm64 := machine{core: cross.A72, build: cross.Build{GOARCH: "arm64"}, emulator: emulator, write: 64, table: "docs/bench/arm64-icount.txt"}
	arm := machine{core: cross.A7, build: cross.Build{GOARCH: "arm", GOARM: "6"}, emulator: filepath.Join(filepath.Dir(emulator), "qemu-arm"), write: 4, table: "docs/bench/arm-icount.txt"}
	plain := arm
	plain.core, plain.table = cross.ARM1176, ""
	return []machine{arm64, arm, plain}
}

// count builds plugin and guest, runs the guest and reads the windows.
func (m machine) count(ctx context.Context, only string) ([]row, error) {
	plugin, guest := filepath.Join(buildDir, "count.so"), filepath.Join(buildDir, "icount-guest-"+m.build.GOARCH)
	log := filepath.Join(buildDir, "icount.txt")
	if err := os.MkdirAll(buildDir, 0o755); err != nil {
		return nil, err
	}
	if _, err := output(ctx, nil, "gcc", "-O2", "-shared", "-fPIC", "-o", plugin, "cross/icount/plugin/count.c"); err != nil {
		return nil, err
	}
	if _, err := output(ctx, m.build.Env(), "go", "build", "-tags="+m.tags, "-o", guest, "./cross/icount/guest"); err != nil {
		return nil, err
	}
	names, err := output(ctx, []string{"GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1"}, m.emulator, "-cpu", m.core.Name, "-plugin", m.argument(plugin), "-d", "plugin", "-D", log, guest, only)
	if err != nil {
		return nil, fmt.Errorf("%w\nqemu-user needs plugins: Debian 12's 7.2 has them, 10.0 from its backports has not; EDGETUNE_QEMU names another qemu-aarch64, beside its qemu-arm", err)
	}
	counts, err := os.ReadFile(log)
	if err != nil {
		return nil, err
	}
	return readRows(names, string(counts))
}

func (m machine) argument(plugin string) string {
	argument := fmt.Sprintf("./%s,write=%d", plugin, m.write)
	if m.detail {
		argument += ",detail=on"
	}
	return argument
}

// output runs a command from the root of the module.
func output(ctx context.Context, env []string, argv ...string) (string, error) {
	c := exec.CommandContext(ctx, argv[0], argv[1:]...)
	c.Env = append(os.Environ(), env...)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(argv, " "), err, errs.String())
	}
	return string(out), nil
}

// readRows joins the guest's lines, "name|macs", with the plugin's windows: each case
// is the one that ends at its second mark.
func readRows(names, counts string) ([]row, error) {
	windows := strings.Split("\n"+counts, "\nmark ")[1:]
	lines := strings.Split(strings.TrimSpace(names), "\n")
	if len(windows) != 2*len(lines) {
		return nil, fmt.Errorf("%d windows for %d cases; is it qemu-user 6.0 to 8.x, with plugins?", len(windows), len(lines))
	}
	rows := make([]row, len(lines))
	for i, l := range lines {
		name, macs, _ := strings.Cut(l, "|")
		n, err := strconv.Atoi(macs)
		if err != nil {
			return nil, fmt.Errorf("not a case: %q", l)
		}
		rows[i] = row{name: name, macs: n}
		if err := rows[i].read(windows[2*i+1]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// read adds up a window: what edgetune's functions execute, and those of the runtime
// that they call. The runtime's other threads do not count.
func (r *row) read(window string) error {
	lines := strings.Split(strings.TrimSpace(window), "\n")
	for _, l := range lines[1:] {
		number, function, _ := strings.Cut(l, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return fmt.Errorf("not a count: %q", l)
		}
		if counts(function) {
			r.by = append(r.by, share{short(function), n})
			r.total += n
		}
	}
	slices.SortFunc(r.by, func(a, b share) int { return b.count - a.count })
	return nil
}

// counts tells the work from the runtime around it.
func counts(function string) bool {
	for _, p := range []string{"edgetune/", "math.", "runtime.mem", "runtime.duff", "runtime.panic", "runtime.morestack"} {
		if strings.HasPrefix(function, p) {
			return true
		}
	}
	return false
}

// short is a function's name without the path of its package.
func short(function string) string {
	function = function[strings.LastIndex(function, "/")+1:]
	return strings.TrimSuffix(function, ".abi0")
}
