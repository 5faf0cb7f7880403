package main

import (
	"os"
	"path/filepath"
	"strings"

	"edgetune/cross"
)

// Folders of packages, by what must be tested again.
var (
	// numeric must give the same bits on every core.
	numeric = []string{"fixedpoint", "internal/kernel", "nn", "optim", "sensors"}
	// dispatched run code that depends on the core, not only on GOARCH.
	dispatched = []string{"internal/kernel", "nn"}
	// portable are the packages of a device. The command and internal/trial, whose tests
	// train for minutes, are not here: the hashes come from them on every core.
	// Those that drive programs of this machine, a browser, a server, themselves, are not
	// either; cross/vm runs the service on Arm.
	portable = []string{
		"fixedpoint", "firmware", "firmware/anomaly", "firmware/bundle", "firmware/drift", "firmware/fewshot", "firmware/memory",
		"firmware/rehearsal", "firmware/store/...", "firmware/telemetry", "internal/kernel/...", "internal/metric", "nn/...",
		"optim/...", "sensors/...",
	}
	// driving start servers and browsers: a fifth of the time of all short tests. At the
	// desk they are left to those who change them.
	driving = []string{"firmware/deploy", "firmware/telemetry/pagetest"}
	// concurrent have goroutines: what the race detector is for.
	concurrent = []string{
		"cmd/...", "firmware/...", "internal/kernel", "internal/mqtt/...", "nn", "optim", "sensors", "sensors/merge", "sensors/microphone",
		"sensors/monitor", "sensors/record", "sensors/setup", "sensors/topic", "sensors/trust",
	}
)

// plan lists the steps of this run.
func (e *env) plan() []stage {
	if e.quick {
		return e.quickPlan()
	}
	h := newHashes(e)
	stages := []stage{
		{alone: true, steps: e.checks()},
		{alone: true, steps: []step{e.machines("a service on a whole machine", "-run", timed), e.native("native, all tests", nil, []string{"cross/vm"})}},
		{steps: h.train()},
		{steps: append(e.variants(), h.tune(cross.Builds, cross.Cores())...)},
	}
	if e.full {
		stages = append(stages, stage{alone: true, steps: e.long()})
	}
	if e.peers {
		stages = append(stages, stage{alone: true, steps: []step{e.torch()}})
	}
	return stages
}

func (e *env) quickPlan() []stage {
	h := newHashes(e)
	amd64, arm64 := cross.Builds[0], cross.Builds[2]
	return []stage{
		{alone: true, steps: []step{
			e.silent("gofmt", cmd("gofmt", "-l", ".")),
			e.silent("vet", cmd("go", "vet", "./...")),
			e.build(amd64), e.build(arm64),
			e.native("native, short tests", []string{"-short", "-vet=off"}, driving),
		}},
		{steps: h.train()},
		{steps: append(h.tune([]cross.Build{amd64, arm64}, []cross.Core{cross.A53}),
			e.emulated(cross.A53, dispatched))},
	}
}

// checks are the steps that read the tree, and the builds.
func (e *env) checks() []step {
	bin := filepath.Join(e.out, "tools")
	tools := env{root: filepath.Join(e.root, "cross/tools")}
	steps := []step{
		e.silent("gofmt", cmd("gofmt", "-l", ".")),
		e.silent("developer tools", cmd("go", "build", "-C", "cross/tools", "-o", bin+"/", "tool")),
		e.silent("gofumpt", cmd(bin+"/gofumpt", "-l", ".")),
		e.silent("vet", cmd("go", "vet", "./..."),
			cmd("go", "vet", "./...").with("GOARCH=arm64"),
			cmd("go", "vet", "./...").with("GOARCH=arm", "GOARM=6"),
			cmd("go", "vet", "-C", "cross/tools", "./...")),
		e.silent("staticcheck", cmd(bin+"/staticcheck", "./...")),
		e.generated(),
		tools.goTest("tests of the tools", nil, "./..."),
	}
	for _, b := range cross.Builds {
		steps = append(steps, e.build(b))
	}
	return append(steps, e.instructions())
}

// variants run the tests compiled another way, or on another core; the longest first.
func (e *env) variants() []step {
	return []step{
		e.goTest("native, race detector", nil, e.beside(concurrent, "-short", "-race")...),
		e.emulated(cross.A53, portable),
		e.machines("power cuts and boards on whole machines", "-skip", timed),
		e.mutants(),
		e.image(),
		e.release(),
		e.emulated(cross.ARM1176, numeric),
		e.emulated(cross.A7, dispatched),
		e.emulated(cross.A72, dispatched),
		e.emulated(cross.A76, dispatched),
		e.goTest("native, no assembly, no float", nil, e.beside(append(numeric, "nn/integer"), "-short", "-tags=purego,nofloat")...),
		e.goTest("native, GOAMD64=v3", []string{"GOAMD64=v3"}, e.beside(numeric, "-short")...),
		e.goTest("native, float64", nil, e.beside([]string{"internal/kernel", "nn"}, "-short", "-tags=float64")...),
		e.fuzz(),
	}
}

// emulated runs short tests on a core of qemu's.
func (e *env) emulated(c cross.Core, folders []string) step {
	env := []string{"CGO_ENABLED=0", "GOARCH=" + c.GOARCH, "GOARM=" + c.GOARM, "QEMU_CPU=" + c.Name}
	return e.goTest(c.GOARCH+c.GOARM+" on "+c.Name, env, e.beside(folders, "-short")...)
}

// beside is the arguments of a `go test` that runs beside others. Vet has a step of
// its own.
func (e *env) beside(folders []string, flags ...string) []string {
	return append(append(flags, "-vet=off", "-p=1"), e.existing(folders)...)
}

// existing keeps the folders that there are, and what is below those ending in /...
func (e *env) existing(dirs []string) (have []string) {
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(e.root, strings.TrimSuffix(d, "/..."))); err == nil {
			have = append(have, "./"+d)
		}
	}
	return have
}
