package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

// env is what every step needs to know.
type env struct {
	root   string // of the module
	out    string // for what the steps build
	shared string // recorded data; "" if absent
	ci     bool
	quick  bool
	full   bool // and the long tests
	peers  bool // compare with PyTorch too
}

func main() {
	var e env
	flag.BoolVar(&e.quick, "quick", false, "native tests, one emulated core, one hash: for the desk")
	flag.BoolVar(&e.full, "full", false, "everything, and the long tests: for the night")
	flag.BoolVar(&e.peers, "torch", false, "compare the time of a step with PyTorch's; installs python3-torch")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := e.prepare(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "cross/test: error:", err)
		os.Exit(1)
	}
	if !run(ctx, e.plan(), os.Stdout) {
		os.Exit(1)
	}
}

// prepare finds the folders and installs what is missing.
func (e *env) prepare(ctx context.Context) error {
	wd, err := os.Getwd()
	if err != nil {
		return err
	}
	e.root, e.out, e.ci = wd, filepath.Join(wd, "build"), os.Getenv("CI") == "true"
	if err := e.findShared(); err != nil {
		return err
	}
	path := filepath.Join(e.root, "cross/exec") + ":" + os.Getenv("PATH")
	if err := os.Setenv("PATH", path); err != nil {
		return err
	}
	return install(ctx, tools(e.quick, e.peers))
}

// findShared sets EDGETUNE_SHARED for the tests, if the folder is there.
func (e *env) findShared() error {
	dir := os.Getenv("EDGETUNE_SHARED")
	if dir == "" {
		dir = filepath.Join(e.root, "../shared")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		e.shared = dir
		return os.Setenv("EDGETUNE_SHARED", e.shared) // each test runs in its own folder
	}
	if e.ci {
		return fmt.Errorf("no shared folder at %s; set EDGETUNE_SHARED", dir)
	}
	fmt.Println("no shared folder: steps on recorded data are left out (set EDGETUNE_SHARED)")
	return nil
}
