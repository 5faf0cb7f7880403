package main

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"edgetune/cross/vm"
)

// timed are the tests of whole machines that measure their own time and want this
// machine for themselves.
const timed = "TestService|TestSensors"

// machines is a step that boots whole machines under qemu-system; it brings what that
// needs.
func (e *env) machines(name string, args ...string) step {
	tests := e.goTest(name, nil, append(args, "./cross/vm/...")...)
	return step{tests.name, func(ctx context.Context) (r result) {
		if err := install(ctx, machineTools()); err != nil {
			return failed(err)
		}
		if err := vm.Fetch(ctx, e.root); err != nil {
			return failed(err)
		}
		return tests.run(ctx)
	}}
}

func machineTools() []tool {
	return []tool{
		{"qemu-system-aarch64", "qemu-system-arm"},
		{"mkfs.ext4", "e2fsprogs"},
		{"xz", "xz-utils"},
		{"apt-get", "apt"},
	}
}

// native is a step that runs the tests on this machine, but for those of some packages
// and of what is below them.
func (e *env) native(name string, flags, without []string) step {
	return step{name, func(ctx context.Context) result {
		list, err := e.others(ctx, without)
		if err != nil {
			return failed(err)
		}
		return e.goTest("", nil, append(flags, list...)...).run(ctx)
	}}
}

// others lists the packages without some.
func (e *env) others(ctx context.Context, without []string) ([]string, error) {
	c := exec.CommandContext(ctx, "go", "list", "./...")
	c.Dir = e.root
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c, err)
	}
	var list []string
	for _, p := range strings.Fields(string(out)) {
		below := func(dir string) bool { return strings.HasPrefix(p, "edgetune/"+dir) }
		if !slices.ContainsFunc(without, below) {
			list = append(list, p)
		}
	}
	return list, nil
}
