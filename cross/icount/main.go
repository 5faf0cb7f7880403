package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

const (
	countsFile = "docs/bench/arm64-icount.txt"
	cyclesFile = "docs/bench/mca.txt"
	stepsFile  = "docs/bench/steps.txt"
)

func main() {
	update := flag.Bool("update", false, "write the table instead of comparing with it")
	mca := flag.Bool("mca", false, "predict cycles with llvm-mca instead of counting instructions")
	steps := flag.Bool("predict", false, "predict the cycles of training steps")
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
		err = instructions(ctx, *update, strings.Join(flag.Args(), " "))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cross/icount: error:", err)
		os.Exit(1)
	}
}

// instructions counts the cases whose names begin with only.
func instructions(ctx context.Context, update bool, only string) error {
	rows, err := usual.count(ctx, only)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	printRows(&table, rows)
	os.Stdout.Write(table.Bytes())
	if update && only == "" {
		return os.WriteFile(countsFile, table.Bytes(), 0o644)
	}
	want, err := os.ReadFile(countsFile)
	if err != nil {
		return err
	}
	return compare(rows, string(want), only)
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
