package main

import (
	"context"
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"

	"edgetune/cross"
)

// binary is where a build goes.
func (e *env) binary(b cross.Build) string { return filepath.Join(e.out, "edgetune-"+b.String()) }

// build is a step that builds a stripped binary and checks that it is static and
// small.
func (e *env) build(b cross.Build) step {
	return step{"build " + b.String(), func(ctx context.Context) (r result) {
		path := e.binary(b)
		c := cmd("go", "build", "-trimpath", "-tags="+cross.Tags, "-ldflags=-s -w", "-o", path, "./cmd/edgetune").with(b.Env()...)
		if out, err := c.exec(ctx, e.root).CombinedOutput(); err != nil {
			r.fail("%s: %v\n%s", c, err, out)
			return r
		}
		size, err := staticSize(path)
		switch {
		case err != nil:
			r.fail("%v", err)
		case size > cross.MostBytes[b.GOARCH]:
			r.fail("%s has %d bytes, the most is %d", path, size, cross.MostBytes[b.GOARCH])
		}
		r.note = fmt.Sprintf("%.2f MiB", float64(size)/(1<<20))
		return r
	}}
}

// staticSize returns the size of a binary that needs no other file to run.
func staticSize(path string) (int64, error) {
	f, err := elf.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return 0, fmt.Errorf("%s is not static: it asks for an interpreter", path)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
