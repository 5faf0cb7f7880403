package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

const (
	cyclesFile = "docs/bench/mca.txt"
	stepsFile  = "docs/bench/steps.txt"
)

func main() {
	update := flag.Bool("update", false, "write the table instead of comparing with it")
	mca := flag.Bool("mca", false, "predict cycles with llvm-mca instead of counting instructions")
	steps := flag.Bool("predict", false, "predict the cycles of training steps")
	tags := flag.String("tags", "", "count another build, without a table: nofloat has integer steps without floating point")
	core := flag.String("core", "", "count on this core alone: cortex-a72, cortex-a7 or, without a table, arm1176")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch {
	case *mca:
		err = show(ctx, predict, *update, cyclesFile)
	case *steps:
		err = show(ctx, predictSteps, *update, stepsFile)
	default:
		err = instructions(ctx, *core, *tags, *update, strings.Join(flag.Args(), " "))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cross/icount: error:", err)
		os.Exit(1)
	}
}

// instructions counts the cases whose names begin with only, on one core or on all that
// have a table.
func instructions(ctx context.Context, core, tags string, update bool, only string) error {
	var failed []error
	for _, m := range machines() {
		if m.core.Name == core || core == "" && m.table != "" {
			if m.tags = tags; tags != "" {
				m.table = ""
			}
			failed = append(failed, m.instructions(ctx, update, only))
		}
	}
	if failed == nil {
		return fmt.Errorf("no counts on %s; see -help", core)
	}
	return errors.Join(failed...)
}

func (m machine) instructions(ctx context.Context, update bool, only string) error {
	rows, err := m.count(ctx, only)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	printRows(&table, m, rows)
	os.Stdout.Write(table.Bytes())
	switch {
	case m.table == "":
		return nil
	case update && only == "":
		return os.WriteFile(m.table, table.Bytes(), 0o644)
	}
	want, err := os.ReadFile(m.table)
	if err != nil {
		return err
	}
	if err := compare(rows, string(want), only); err != nil {
		return fmt.Errorf("%s: %w", m.table, err)
	}
	return nil
}

// show prints a table, and writes it where asked to.
func show(ctx context.Context, table func(context.Context) (string, error), update bool, file string) error {
	text, err := table(ctx)
	if err != nil {
		return err
	}
	fmt.Print(text)
	if update {
		return os.WriteFile(file, []byte(text), 0o644)
	}
	return nil
}
