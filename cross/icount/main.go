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
)

func main() {
	update := flag.Bool("update", false, "write the table instead of comparing with it")
	mca := flag.Bool("mca", false, "predict cycles with llvm-mca instead of counting instructions")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch {
	case *mca:
		err = cycles(ctx, *update)
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
	rows, err := count(ctx, only)
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

// cycles prints what llvm-mca says of the loops.
func cycles(ctx context.Context, update bool) error {
	table, err := predict(ctx)
	if err != nil {
		return err
	}
	fmt.Print(table)
	if update {
		return os.WriteFile(cyclesFile, []byte(table), 0o644)
	}
	return nil
}
