package vm

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Build compiles a command of the module for a machine, as it ships: static, without
// paths and symbols. It returns the binary's path in dir.
func (m Machine) Build(ctx context.Context, root, dir, pkg string) (string, error) {
	out := filepath.Join(dir, m.GOARCH+m.GOARM+"-"+filepath.Base(pkg))
	return out, m.compile(ctx, root, "build", "-trimpath", "-ldflags=-s -w", "-o", out, pkg)
}

// BuildTest compiles the tests of a package.
func (m Machine) BuildTest(ctx context.Context, root, dir, pkg string) (string, error) {
	out := filepath.Join(dir, m.GOARCH+m.GOARM+"-"+filepath.Base(pkg)+".test")
	return out, m.compile(ctx, root, "test", "-c", "-trimpath", "-ldflags=-s -w", "-o", out, pkg)
}

func (m Machine) compile(ctx context.Context, root string, args ...string) error {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = root
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+m.GOARCH, "GOARM="+m.GOARM)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("vm: %s: %w\n%s", c, err, out)
	}
	return nil
}
