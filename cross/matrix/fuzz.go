package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// fuzzRuns is how often a target runs. A count, since Go 1.26 can take the end of a
// duration for a failure (golang/go#75804).
const fuzzRuns = "10000x"

// fuzzTarget is a fuzz function and the folder of its package.
type fuzzTarget struct{ dir, name string }

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(\w+ \*testing\.F\)`)

// fuzzTargets finds the fuzz functions of the module.
func fuzzTargets(root string) (targets []fuzzTarget, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		for _, m := range fuzzFunc.FindAllSubmatch(text, -1) {
			targets = append(targets, fuzzTarget{dir, string(m[1])})
		}
		return err
	})
	return targets, err
}

// fuzz is a step that fuzzes every target for a moment.
func (e *env) fuzz() step {
	return step{"fuzz, " + fuzzRuns + " a target", func(ctx context.Context) (r result) {
		targets, err := fuzzTargets(e.root)
		if err != nil {
			return failed(err)
		}
		for _, t := range targets {
			c := cmd("go", "test", "-run=^$", "-fuzz=^"+t.name+"$", "-fuzztime="+fuzzRuns, "-fuzzminimizetime=100x", "-parallel=1", "./"+t.dir)
			if out, err := c.exec(ctx, e.root).CombinedOutput(); err != nil {
				r.fail("%s: %v\n%s", c, err, out)
				continue
			}
			r.passed++
		}
		return r
	}}
}
