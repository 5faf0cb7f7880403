package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// env is the world outside: everything a command writes to.
type env struct {
	out      io.Writer // results
	err      io.Writer // logs, progress, errors
	terminal bool      // err is one
	color    bool      // out is a terminal that shows colours
}

func osEnv() *env {
	return &env{
		out: os.Stdout, err: os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())),
		color:    term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}
}
