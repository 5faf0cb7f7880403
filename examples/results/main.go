package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"edgetune/internal/kernel"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors/replay"
)

const (
	seeds = 3
	keep  = 256 << 10 // the default of train --keep
)

func main() {
	fmt.Println("# Results\n\nEach recording: a net learned on the source (`train`), then one pass over the new\n" +
		"stream, every window once (`tune`, float16). Untouched defaults; mean of seeds 1, 2, 3.\n" +
		"Made by `go run ./examples/results`, with the folders named in the first column.\n\n" +
		"| recording | metric | new data before | after (each seed) | source before | after | weights | memory | step |\n" +
		"|---|---|---|---|---|---|---|---|---|")
	for _, arg := range os.Args[1:] {
		dir, channels, _ := strings.Cut(arg, ":")
		if err := row(dir, channels); err != nil {
			fmt.Fprintln(os.Stderr, "results:", err)
			os.Exit(1)
		}
	}
}

// row trains and tunes with each seed and prints one line of the table.
func row(dir, channels string) error {
	list, err := replay.ParseChannels(channels)
	if err != nil {
		return err
	}
	var runs []*trial.Tuned
	var parameters int
	for seed := uint32(1); seed <= seeds; seed++ {
		r, n, err := run(trial.Data{Dir: dir, Channels: list, SkipMissing: true}, seed)
		if err != nil {
			return fmt.Errorf("%s, seed %d: %w", dir, seed, err)
		}
		runs, parameters = append(runs, r), n
	}
	first := runs[0]
	fmt.Printf("| %s | %s | %.3f | **%.3f** (%s) | %.3f | %.3f | %d | %s | %.0f µs |\n",
		strings.TrimSuffix(filepath.Base(dir)+" "+channels, " "), first.Metric,
		mean(runs, func(t *trial.Tuned) *float64 { return t.TargetBefore }),
		mean(runs, func(t *trial.Tuned) *float64 { return t.TargetAfter }), each(runs),
		mean(runs, func(t *trial.Tuned) *float64 { return t.SourceBefore }),
		mean(runs, func(t *trial.Tuned) *float64 { return t.SourceAfter }),
		parameters, nn.Bytes(first.ArenaBytes), float64(first.StepNsMedian)/1e3)
	return nil
}

// run trains and tunes once and returns the result and the number of parameters.
func run(d trial.Data, seed uint32) (*trial.Tuned, int, error) {
	tmp, err := os.MkdirTemp("", "edgetune")
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(tmp)
	file := filepath.Join(tmp, "model.safetensors")
	ctx := context.Background()
	trained, err := trial.Train(ctx, trial.TrainOptions{Data: d, Model: "auto", Out: file, Seed: seed, Keep: keep, Kernels: kernel.Best()})
	if err != nil {
		return nil, 0, err
	}
	n := 0
	for _, b := range trained.Model.Blocks() {
		n += b.W.Len() + b.B.Len()
	}
	tuned, err := trial.Tune(ctx, trial.TuneOptions{
		Model: file, Data: d, Rates: optim.Options{Rates: "backmatch", Updater: "sgd", Seed: seed},
		Build: nn.Options{Batch: 8, DType: nn.Half, Seed: seed},
	})
	return tuned, n, err
}

func mean(runs []*trial.Tuned, of func(*trial.Tuned) *float64) float64 {
	sum := 0.0
	for _, r := range runs {
		if v := of(r); v != nil {
			sum += *v
		}
	}
	return sum / float64(len(runs))
}

func each(runs []*trial.Tuned) string {
	var s []string
	for _, r := range runs {
		s = append(s, fmt.Sprintf("%.3f", *r.TargetAfter))
	}
	return strings.Join(s, ", ")
}
