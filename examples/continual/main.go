package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"edgetune/firmware/bundle"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

const (
	seeds  = 3
	memory = 256 << 10 // of train --keep and of tune --replay
)

func main() {
	dir, err := os.MkdirTemp("", "continual")
	if err == nil {
		fmt.Println("| recording | target before | with a memory | gated | source before | after | gated | lowest recall | gate: promoted, last decision of the last seed |\n" +
			"|---|---|---|---|---|---|---|---|---|")
		for _, arg := range os.Args[1:] {
			if err = row(dir, arg); err != nil {
				break
			}
		}
		os.RemoveAll(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "continual:", err)
		os.Exit(1)
	}
}

// where is a recording and its channels.
type where struct {
	dir           string
	learned, then []int
}

func parse(arg string) (w where, err error) {
	parts := append(strings.Split(arg, ":"), "", "")
	w.dir = parts[0]
	if w.learned, err = replay.ParseChannels(parts[1]); err == nil {
		w.then, err = replay.ParseChannels(parts[2])
	}
	return w, err
}

// result is what one seed came to.
type result struct {
	ungated, gated *trial.Tuned
	lowest         float64 // recall of a class of target_test, with a memory
}

// row measures one recording and prints its line.
func row(dir, arg string) error {
	w, err := parse(arg)
	if err != nil {
		return err
	}
	var all []result
	for seed := uint32(1); seed <= seeds; seed++ {
		r, err := w.run(filepath.Join(dir, "model"), seed)
		if err != nil {
			return fmt.Errorf("%s, seed %d: %w", w.dir, seed, err)
		}
		all = append(all, *r)
	}
	ungated := func(r result) *trial.Tuned { return r.ungated }
	gated := func(r result) *trial.Tuned { return r.gated }
	last := all[seeds-1]
	fmt.Printf("| %s | %.3f | %s | %s | %.3f | %.3f | %.3f | %.2f | %s; %s |\n",
		strings.TrimPrefix(arg, filepath.Dir(w.dir)+"/"), mean(all, func(r result) *float64 { return r.ungated.TargetBefore }),
		each(all, ungated), each(all, gated), mean(all, func(r result) *float64 { return r.ungated.SourceBefore }),
		mean(all, func(r result) *float64 { return r.ungated.SourceAfter }),
		mean(all, func(r result) *float64 { return r.gated.SourceAfter }), lowest(all), promoted(all), last.gated.Gate.Last)
	return nil
}

func (w where) run(model string, seed uint32) (*result, error) {
	ctx := context.Background()
	_, err := trial.Train(ctx, trial.TrainOptions{Data: trial.Data{Dir: w.dir, Channels: w.learned}, Model: "auto", Out: model, Seed: seed, Keep: memory})
	if err != nil {
		return nil, err
	}
	o := trial.TuneOptions{
		Model: model, Data: trial.Data{Dir: w.dir, Channels: w.then}, Out: model + ".tuned", Replay: memory, Leash: trial.DefaultLeash,
		Rates: trial.ReplayRates(), Build: nn.Options{DType: nn.Half, Seed: seed},
	}
	o.Rates.Seed = seed
	r := &result{}
	if r.ungated, err = trial.Tune(ctx, o); err != nil {
		return nil, err
	}
	if r.lowest, err = recall(ctx, o); err != nil {
		return nil, err
	}
	o.Gate = true
	r.gated, err = trial.Tune(ctx, o)
	return r, err
}

// recall is the lowest one of a class of target_test.
func recall(ctx context.Context, o trial.TuneOptions) (float64, error) {
	var b *bundle.Bundle
	s, b, err := trial.Eval(ctx, trial.EvalOptions{Model: o.Out, Data: o.Data, Split: replay.TargetTest})
	if err != nil || s.Classes == nil || b == nil {
		return 0, err
	}
	least := 1.0
	for class, row := range s.Classes.Counts {
		n := 0
		for _, v := range row {
			n += v
		}
		if n > 0 {
			least = min(least, float64(row[class])/float64(n))
		}
	}
	return least, nil
}

func mean(all []result, of func(result) *float64) (sum float64) {
	for _, r := range all {
		if v := of(r); v != nil {
			sum += *v / float64(len(all))
		}
	}
	return sum
}

// each is the mean of target_test afterwards, and every seed.
func each(all []result, of func(result) *trial.Tuned) string {
	var list []string
	for _, r := range all {
		list = append(list, strings.TrimPrefix(fmt.Sprintf("%.3f", *of(r).TargetAfter), "0"))
	}
	return fmt.Sprintf("**%.3f** (%s)", mean(all, func(r result) *float64 { return of(r).TargetAfter }), strings.Join(list, " "))
}

func lowest(all []result) float64 {
	least := 1.0
	for _, r := range all {
		least = min(least, r.lowest)
	}
	return least
}

func promoted(all []result) string {
	n := 0
	for _, r := range all {
		if r.gated.Gate.Promoted {
			n++
		}
	}
	return fmt.Sprintf("%d of %d", n, len(all))
}
