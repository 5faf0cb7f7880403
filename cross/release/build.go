package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"edgetune/cross"
)

// build makes one static binary that says nothing of where and when it was made.
func (r *release) build(ctx context.Context, b cross.Build, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags="+cross.Tags,
		"-ldflags=-s -w -X main.release="+r.version, "-o", path, "./cmd/edgetune")
	c.Dir, c.Env = r.root, append(os.Environ(), b.Env()...)
	c.Env = append(c.Env, "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", b, err, out)
	}
	return nil
}

// commit returns the hash of the checkout's commit, and the version that Go would give
// it: ordered by time.
func (r *release) commit(ctx context.Context) (hash, version string, err error) {
	c := exec.CommandContext(ctx, "git", "log", "-1", "--format=%H %cI")
	c.Dir = r.root
	out, err := c.Output()
	if err != nil {
		return "", "", fmt.Errorf("git log: %w; releases are made of a checkout", err)
	}
	hash, when, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	t, err := time.Parse(time.RFC3339, when)
	if err != nil {
		return "", "", err
	}
	version = fmt.Sprintf("v0.0.0-%s-%.12s", t.UTC().Format("20060102150405"), hash)
	c = exec.CommandContext(ctx, "git", "status", "--porcelain")
	c.Dir = r.root
	if out, err = c.Output(); err == nil && len(out) > 0 {
		version += "+dirty" // as Go says it: not what the commit has
	}
	return hash, version, err
}
