package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
	"edgetune/internal/trial"
)

// selftestFlags are those of the command selftest.
type selftestFlags struct {
	kernels kernelSet
	all     bool
	json    bool
}

func newSelftestCommand(e *env) *cobra.Command {
	f := selftestFlags{}
	cmd := &cobra.Command{
		Use:   "selftest",
		Short: "Check every kernel of this machine against its definition",
		Long: "selftest runs each kernel of each set that this machine can run and compares the bits of\n" +
			"its results with those of the definition in plain Go. It prints what the processor\n" +
			"offers and which set is chosen.",
		Example: "  edgetune selftest\n  edgetune selftest --kernels neon --all",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.Var(&f.kernels, "kernels", "check one set only (default all)")
	fs.BoolVar(&f.all, "all", false, "every length and offset; takes some twenty times as long")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

// checked is the line of one set; the last line has the event "result".
type checked struct {
	Event   string   `json:"event"`
	Kernels string   `json:"kernels"`
	OK      bool     `json:"ok"`
	Error   string   `json:"error,omitempty"`
	CPU     []string `json:"cpu,omitempty"`
	Sets    []string `json:"sets,omitempty"`
}

func (f *selftestFlags) run(ctx context.Context, e *env) error {
	chosen, err := f.kernels.get()
	if err != nil {
		return err
	}
	sets := append(kernel.All(), kernel.Named()...)
	last := checked{Event: "result", Kernels: chosen.Name, OK: true, CPU: kernel.CPU()}
	for _, s := range sets {
		last.Sets = append(last.Sets, s.Name)
	}
	if !f.json {
		facts(e.out, "processor", strings.Join(last.CPU, " "), "sets", strings.Join(last.Sets, " "), "chosen", chosen.Name)
	}
	if f.kernels.set != nil {
		sets = []*kernel.Set{chosen}
	}
	for _, s := range sets {
		same, err := f.check(ctx, e, s)
		if err != nil {
			return err
		}
		last.OK = last.OK && same
	}
	if f.json {
		if err := writeJSON(e.out, last); err != nil {
			return err
		}
	}
	if !last.OK {
		return hinted{fmt.Errorf("selftest: a kernel of this machine differs from its definition"), "--kernels generic, or EDGETUNE_KERNELS=generic, avoids it"}
	}
	return nil
}

// hinted is an error with advice.
type hinted struct {
	error
	hint string
}

// Hint returns the advice.
func (h hinted) Hint() string { return h.hint }

// check compares one set with the definition and prints the result; an error says
// that it was stopped.
func (f *selftestFlags) check(ctx context.Context, e *env, s *kernel.Set) (same bool, stopped error) {
	start := time.Now()
	watch := e.watch()
	err := kerneltest.Check(ctx, s, !f.all, func(done, of int) {
		watch(trial.Progress{Work: "checking " + s.Name, Done: done, Steps: of})
	})
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	line := checked{Event: "selftest", Kernels: s.Name, OK: err == nil}
	verdict := "same bits"
	if err != nil {
		line.Error, verdict = err.Error(), err.Error()
	}
	if f.json {
		writeJSON(e.out, line)
	} else {
		fmt.Fprintf(e.out, "%-10s %d kernels in %.1f s: %s\n", s.Name, len(kerneltest.Entries()), time.Since(start).Seconds(), verdict)
	}
	return err == nil, nil
}
