package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

func main() {
	o := options{}
	flag.IntVar(&o.seeds, "seeds", 10, "nets of each task")
	flag.IntVar(&o.batch, "batch", 8, "windows of a step")
	flag.StringVar(&o.log, "log", "", "file of finished tasks, one JSON object a line")
	flag.StringVar(&o.old, "old", "", "log of an earlier run, whose tuned baselines are taken over")
	flag.StringVar(&o.method, "default", "backmatch", "the optimiser that is left untouched")
	flag.Float64Var(&o.eta, "eta", 0, "its base rate (default its own)")
	flag.StringVar(&o.variants, "variants", strings.Join(kinds, ","), "variants to measure")
	flag.StringVar(&o.chosen, "chosen", "gas_drift,fan_accel,har_dsads,digits_mnist_usps", "recordings that the default's constants were chosen on")
	flag.BoolVar(&o.report, "report", false, "measure nothing, write the page from the log")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "regret:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	seeds, batch int
	log, old     string
	baselines    []result // of the old log
	method       string
	eta          float64
	variants     string
	chosen       string
	report       bool
}

func run(ctx context.Context, o options, folders []string) error {
	done, err := readLog(o.log)
	if err != nil {
		return err
	}
	if o.baselines, err = readLog(o.old); err != nil {
		return err
	}
	if !o.report {
		if done, err = measureAll(ctx, o, folders, done); err != nil {
			return err
		}
	}
	return writePage(os.Stdout, o, done)
}
