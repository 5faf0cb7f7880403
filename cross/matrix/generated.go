package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
)

// generated is a step that makes the NEON files again, in a copy of their package,
// and compares them with those that are checked in.
func (e *env) generated() step {
	return step{"generated files are fresh", func(ctx context.Context) (r result) {
		from := filepath.Join(e.root, "internal/kernel")
		to := filepath.Join(e.out, "_kernel") // the underscore hides it from ./...
		if err := os.RemoveAll(to); err != nil {
			return failed(err)
		}
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			return failed(err)
		}
		c := cmd("go", "run", "-C", "cross/tools", "./armgen", to)
		if out, err := c.exec(ctx, e.root).CombinedOutput(); err != nil {
			r.fail("%s: %v\n%s", c, err, out)
			return r
		}
		compareFiles(from, to, "*_arm64.s", &r)
		compareFiles(from, to, "*_arm.s", &r)
		return r
	}}
}

// compareFiles fails r for each file of two folders that differs, or if there is none.
func compareFiles(from, to, pattern string, r *result) {
	paths, err := filepath.Glob(filepath.Join(to, pattern))
	if err != nil || len(paths) == 0 {
		r.fail("no %s in %s (%v)", pattern, to, err)
	}
	for _, p := range paths {
		want, err := os.ReadFile(p)
		if err != nil {
			r.fail("%v", err)
			continue
		}
		name := filepath.Join(from, filepath.Base(p))
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			r.fail("%s is stale; run go generate ./internal/kernel", name)
		}
	}
}
