package main

import (
	"context"
	"fmt"
	"os/exec"
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

// native is a step that runs every other test on this machine.
func (e *env) native() step {
	return step{"native, all tests", func(ctx context.Context) result {
		list, err := e.others(ctx)
		if err != nil {
			return failed(err)
		}
		return e.goTest("", nil, list...).run(ctx)
	}}
}

// others lists the packages beside those of the machines.
func (e *env) others(ctx context.Context) ([]string, error) {
	c := exec.CommandContext(ctx, "go", "list", "./...")
	c.Dir = e.root
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c, err)
	}
	var list []string
	for _, p := range strings.Fields(string(out)) {
		if !strings.HasPrefix(p, "edgetune/cross/vm") {
			list = append(list, p)
		}
	}
	return list, nil
}
