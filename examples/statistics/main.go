package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// enough is how much more mutual information moves the statistics.
const enough = 1.05

func main() {
	seeds := flag.Int("seeds", 3, "")
	flag.Parse()
	dir, err := os.MkdirTemp("", "statistics")
	if err == nil {
		fmt.Println("| recording | keep | mean | mean, deviation | keep, net with batch norm | batch norm | rule | seeds that move: better, worse | by at most |\n" +
			"|---|---|---|---|---|---|---|---|---|")
		for _, arg := range flag.Args() {
			if err = row(dir, arg, *seeds); err != nil {
				break
			}
		}
		os.RemoveAll(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "statistics:", err)
		os.Exit(1)
	}
}

// row measures one recording and prints its line.
func row(dir, arg string, seeds int) error {
	var sums [5]float64
	var rule, best, worst float64
	var better, worse int
	for seed := range seeds {
		all, err := measure(filepath.Join(dir, "model"), arg, uint32(seed+1))
		if err != nil {
			return fmt.Errorf("%s, seed %d: %w", arg, seed+1, err)
		}
		for i, c := range all {
			sums[i] += c.target / float64(seeds)
		}
		for _, list := range [][]candidate{all[:3], all[3:]} {
			gain := list[choose(list)].target - list[0].target
			rule += gain / float64(2*seeds)
			best, worst = max(best, gain), min(worst, gain)
			switch {
			case gain > 0:
				better++
			case gain < 0:
				worse++
			}
		}
	}
	fmt.Printf("| %s | %.3f | %.3f | %.3f | %.3f | %.3f | %+.3f | %d, %d | %+.3f, %+.3f |\n",
		filepath.Base(strings.Split(arg, ":")[0]), sums[0], sums[1], sums[2], sums[3], sums[4], rule, better, worse, best, worst)
	return nil
}

// choose is the rule; the first candidate keeps the statistics of the source.
func choose(list []candidate) int {
	best := 0
	for i, c := range list {
		if c.information > enough*list[0].information && c.information > list[best].information {
			best = i
		}
	}
	return best
}

// measure trains two nets, the second one with batch normalisation, and moves the
// statistics of each.
func measure(model, arg string, seed uint32) ([]candidate, error) {
	parts := append(strings.Split(arg, ":"), "", "")
	learned, err := replay.ParseChannels(parts[1])
	if err != nil {
		return nil, err
	}
	then, err := replay.ParseChannels(parts[2])
	if err != nil {
		return nil, err
	}
	var spec nn.Spec
	o := trial.TrainOptions{
		Data: trial.Data{Dir: parts[0], Channels: learned}, Model: "auto", Out: model, Seed: seed,
		Chosen: func(r trial.Recipe) { spec = r.Net },
	}
	if _, err = trial.Train(context.Background(), o); err != nil {
		return nil, err
	}
	if then == nil {
		then = learned
	}
	all, err := inputs(model, parts[0], then)
	if err != nil {
		return nil, err
	}
	o.Model, o.Chosen = model+".net", nil
	if err = os.WriteFile(o.Model, []byte(normed(spec)), 0o600); err != nil {
		return nil, err
	}
	if _, err = trial.Train(context.Background(), o); err != nil {
		return nil, err
	}
	more, err := batches(model, parts[0], then, seed)
	return append(all, more...), err
}

// normed is the net with batch normalisation before every relu.
func normed(s nn.Spec) string {
	return strings.ReplaceAll(s.String(), "\nrelu", "\nbatchnorm\nrelu")
}
