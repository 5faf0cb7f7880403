package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// usageError is wrong usage: exit code 2.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run runs one command line and returns the exit code.
func run(ctx context.Context, e *env, args []string) int {
	root := newRoot(e)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	text := err.Error()
	if errors.Is(err, context.Canceled) {
		text = "stopped"
	}
	fmt.Fprintf(e.err, "edgetune: error: %s\n", text)
	usage := errors.As(err, new(usageError))
	if h := hintFor(err, cmd, usage); h != "" {
		fmt.Fprintf(e.err, "edgetune: hint: %s\n", h)
	}
	if usage {
		return exitUsage
	}
	return exitFailed
}

// hintFor returns the advice that the error carries, or where to read on.
func hintFor(err error, cmd *cobra.Command, usage bool) string {
	var h interface{ Hint() string }
	switch {
	case errors.As(err, &h):
		return h.Hint()
	case usage:
		return fmt.Sprintf("%q shows how it is used", cmd.CommandPath()+" --help")
	}
	return hintOfSystem(err)
}

// newRoot builds the whole command tree.
func newRoot(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "edgetune",
		Short: "Fine-tune small networks where they work",
		Long: "edgetune learns a small network from a recording of sensors, and fine-tunes it on the\n" +
			"device when the world has changed: in one block of memory, with the same bits on\n" +
			"every machine.",
		Example: "  edgetune demo                                    # see it work, no files needed\n" +
			"  edgetune train --data DIR --out m.safetensors    # learn from a recording\n" +
			"  edgetune tune --model m.safetensors --data DIR   # fine-tune on its later part",
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	root.SetOut(e.out)
	root.SetErr(e.err)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{plain(err)} })
	root.AddCommand(commands(e)...)
	root.InitDefaultHelpCmd()
	help, _, _ := root.Find([]string{"help"}) // it is there
	help.Run, help.RunE = nil, explain
	return root
}

// explain is "edgetune help COMMAND"; a command that does not exist is wrong usage.
func explain(cmd *cobra.Command, args []string) error {
	about, rest, err := cmd.Root().Find(args)
	if err != nil || len(rest) > 0 {
		err := unknownCommand(cmd.Root(), strings.Join(args, " "))
		return usageError{hinted{err, `"edgetune --help" lists the commands`}}
	}
	about.InitDefaultHelpFlag()
	return about.Help()
}

func unknownCommand(root *cobra.Command, name string) error {
	text := ""
	if list := root.SuggestionsFor(name); len(list) > 0 {
		text = "; did you mean " + strings.Join(list, " or ") + "?"
	}
	return usagef("unknown command %q%s", name, text)
}

// noArgs refuses words that belong to no flag.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument %q", cmd.CommandPath(), args[0])
	}
	return nil
}
