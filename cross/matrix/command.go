package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
)

// command is a program to run from the root of the module.
type command struct {
	argv []string
	env  []string
}

func cmd(argv ...string) command { return command{argv: argv} }

func (c command) with(env ...string) command {
	c.env = append(c.env, env...)
	return c
}

func (c command) exec(ctx context.Context, dir string) *exec.Cmd {
	x := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	x.Dir, x.Env = dir, append(os.Environ(), c.env...)
	return x
}

// String writes the command as one would type it.
func (c command) String() string { return strings.Join(append(c.env, c.argv...), " ") }

// silent is a step that must succeed and print nothing on standard output: a
// formatter, a linter.
func (e *env) silent(name string, commands ...command) step {
	return step{name, func(ctx context.Context) (r result) {
		for _, c := range commands {
			x := c.exec(ctx, e.root)
			var errs strings.Builder
			x.Stderr = &errs
			out, err := x.Output()
			switch {
			case err != nil:
				r.fail("%s: %v\n%s%s", c, err, out, errs.String())
			case len(out) > 0:
				r.fail("%s:\n%s", c, out)
			}
		}
		return r
	}}
}
