package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"edgetune/internal/trial"
	"edgetune/nn"
)

// demoFlags are those of the command demo.
type demoFlags struct {
	seed    uint32
	kernels kernelSet
	json    bool
}

func newDemoCommand(e *env) *cobra.Command {
	f := demoFlags{}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See it work: a simulated machine changes, its network follows",
		Long: "demo needs no files and no network. It simulates a rotating machine with an\n" +
			"accelerometer, learns a net that tells four states of it apart, then changes the\n" +
			"machine (faster, under load, the sensor turned and with another gain) and fine-tunes\n" +
			"the net on the stream of the changed machine.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.Uint32Var(&f.seed, "seed", 1, "seed of the machine and of the net")
	fs.Var(&f.kernels, "kernels", "set of kernels (default the best of this machine)")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

func (f *demoFlags) run(ctx context.Context, e *env) error {
	set, err := f.kernels.get()
	if err != nil {
		return err
	}
	start := time.Now()
	o := trial.DemoOptions{Seed: f.seed, Kernels: set, Watch: e.watch()}
	if !f.json {
		o.Chosen = func(r trial.Recipe) { f.announce(e, r) }
	}
	s, err := trial.Demo(ctx, o)
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(e.out, s.Result)
	}
	f.print(e, s, time.Since(start))
	return nil
}

func (f *demoFlags) announce(e *env, r trial.Recipe) {
	fmt.Fprintln(e.out, "A simulated machine turns at 22 to 27 Hz; an accelerometer sits on it. A net learns to")
	fmt.Fprintf(e.out, "tell its states apart (%s: %d steps), then the machine moves to the field.\n\n", r.Name, r.Training.Steps)
}

// pictureWidth is how many characters the stream is drawn with.
const pictureWidth = 45

func (f *demoFlags) print(e *env, s *trial.Shown, took time.Duration) {
	r := s.Result
	fmt.Fprintf(e.out, "Right answers along the first %d windows after the change, each asked before it was learned from:\n\n", r.GradientWindows)
	fmt.Fprintf(e.out, "  as it was    %s\n", spark(squeeze(s.Frozen, pictureWidth)))
	fmt.Fprintf(e.out, "  fine-tuning  %s\n\n", spark(squeeze(s.Stream, pictureWidth)))
	fmt.Fprintf(e.out, "On %d other windows of the changed machine:\n\n", s.After.N)
	fmt.Fprintf(e.out, "  %-14s %-29s %s\n", "state", "before", "after")
	for i, name := range s.Classes {
		a, b := right(s.Before.Classes.Counts[i], i), right(s.After.Classes.Counts[i], i)
		fmt.Fprintf(e.out, "  %-14s %s %5.1f %%  %s %5.1f %%\n", name, bar(a, 20), 100*a, bar(b, 20), 100*b)
	}
	fmt.Fprintf(e.out, "  %-14s %s %5.1f %%  %s %5.1f %%\n\n", "all", bar(*r.TargetBefore, 20), 100**r.TargetBefore, bar(*r.TargetAfter, 20), 100**r.TargetAfter)
	facts(e.out,
		"  memory", fmt.Sprintf("%s for the whole of training, %s", nn.Bytes(r.ArenaBytes), r.Precision),
		"  time", fmt.Sprintf("%v a step, %d steps; %.1f s for everything", time.Duration(r.StepNsMedian).Round(time.Microsecond), r.Steps, took.Seconds()),
		"  kernels", r.Kernels,
		"  weights", r.WeightsSHA256[:16]+"…, the same on every machine",
	)
}

// right is the share of the answers to class i that were right.
func right(row []int, i int) float64 {
	n := 0
	for _, v := range row {
		n += v
	}
	return float64(row[i]) / float64(max(n, 1))
}

// squeeze averages values into at most n.
func squeeze(v []float64, n int) []float64 {
	n = min(n, len(v))
	out := make([]float64, n)
	for i := range out {
		lo, hi := i*len(v)/n, (i+1)*len(v)/n
		for _, x := range v[lo:hi] {
			out[i] += x / float64(hi-lo)
		}
	}
	return out
}
