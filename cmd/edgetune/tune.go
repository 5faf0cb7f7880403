package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"edgetune/internal/kernel"
	"edgetune/internal/trial"
)

// maxLeash is as good as none.
const maxLeash = 1000

// gateReplay is the memory of a gate without --replay.
const gateReplay = 256 << 10

// tuneFlags are those of the command tune.
type tuneFlags struct {
	data    dataFlags
	learn   learnFlags
	model   string
	out     string
	replay  byteSize
	work    int
	gate    bool
	state   string
	leash   float64
	steps   int
	threads int
	seed    uint32
	report  bool
	json    bool
}

func newTuneCommand(e *env) *cobra.Command {
	f := tuneFlags{}
	cmd := &cobra.Command{
		Use:   "tune --model FILE --data DIR",
		Short: "Fine-tune a network on a recording, as a device would",
		Long: "tune passes once over the rows of a data folder that are marked target_adapt, in the\n" +
			"order in which they came: each window is learned from once, when it arrives. The rows\n" +
			"marked source_test and target_test are read only to report, before and after.\n\n" +
			"The model file never changes; --out writes the tuned net to another file. The same\n" +
			"seed, data, precision and batch give the same weights on every machine: compare\n" +
			"weights_sha256 in the output of --json.",
		Example: "  edgetune tune --model fan.safetensors --data recordings/fan\n" +
			"  edgetune tune --model har.safetensors --data recordings/har --channels 6-11 --out moved.safetensors\n" +
			"  edgetune tune --model fan.safetensors --data recordings/fan --rates constant --updater adam --eta 1e-3",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.model, "model", "", "model file, written by train or tune")
	f.data.add(fs, "columns to read in place of those that the model learned from")
	fs.StringVar(&f.out, "out", "", "model file to write (default none)")
	f.learn.add(fs)
	fs.Var(&f.replay, "replay", "memory for windows of the source and of the stream, to learn from again; 0 none")
	fs.IntVar(&f.work, "work", trial.MostWork, "with --replay: windows in gradients for each that arrives, at most")
	fs.BoolVar(&f.gate, "gate", false, "serve what was learned only where held-out windows prove it better; --replay 256K unless given")
	fs.Float64Var(&f.leash, "leash", trial.DefaultLeash, "with --replay: most that a layer of what serves moves in a day, in its lengths; 0 no limit")
	fs.StringVar(&f.state, "state", "", "with --replay: folder of generations and journal, to go on from after a stop or a power cut")
	fs.IntVar(&f.steps, "steps", 0, "stop after so many steps (default the whole recording)")
	fs.IntVar(&f.threads, "threads", 1, "threads of the matrix products; the same bits with any number")
	fs.Uint32Var(&f.seed, "seed", 1, "seed of everything random")
	fs.BoolVar(&f.report, "report", true, "test before and after; --report=false is faster")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

func (f *tuneFlags) run(ctx context.Context, e *env) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	o.Watch = e.watch()
	r, err := trial.Tune(ctx, o)
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(e.out, r)
	}
	f.print(e, r)
	return nil
}

// check refuses what cannot be meant, and fills in the memory of a gate.
func (f *tuneFlags) check() error {
	if f.gate && f.replay == 0 {
		f.replay = gateReplay
	}
	switch {
	case f.model == "":
		return usagef("--model is missing; give a model file, made by train")
	case f.replay == 0 && (f.learn.set.Changed("work") || f.learn.set.Changed("leash")):
		return usagef("--work and --leash go with --replay; give its bytes, like 256K")
	case f.steps < 0:
		return usagef("--steps %d: give a positive number", f.steps)
	case badThreads(f.threads):
		return usagef("--threads %d: give 1 to %d", f.threads, kernel.MaxThreads)
	case f.work < 1 || f.work > trial.MostWork:
		return usagef("--work %d: give 1 to %d", f.work, trial.MostWork)
	case !(f.leash >= 0 && f.leash <= maxLeash):
		return usagef("--leash %g: give 0 to %d", f.leash, maxLeash)
	case f.state != "" && f.replay == 0:
		return usagef("--state goes with --replay; give its bytes, like 256K")
	case f.replay > 0 && f.learn.set.Changed("batch"):
		return usagef("--batch and --replay: a step with replay takes %d windows; leave --batch out", trial.RoundBatch)
	case sameFile(f.out, f.model):
		return usagef("--out is the file of --model, which tune never changes; name another file")
	}
	return nil
}

func (f *tuneFlags) options() (o trial.TuneOptions, err error) {
	if err := f.check(); err != nil {
		return o, err
	}
	if o.Data, err = f.data.get(); err != nil {
		return o, err
	}
	if o.Build, o.Rates, err = f.learn.get(f.seed); err != nil {
		return o, err
	}
	if f.replay > 0 {
		f.learn.batch = trial.RoundBatch
		o.Rates = f.learn.ratesOfReplay(o.Rates)
	}
	o.Norm = trial.Norm(f.learn.norm)
	o.Model, o.Out, o.Steps, o.Quiet = f.model, f.out, f.steps, !f.report
	o.Replay, o.Work, o.Gate, o.State = int(f.replay), f.work, f.gate, f.state
	o.Leash, o.Threads = float32(f.leash), f.threads
	return o, nil
}

// sameFile reports whether two names mean one file.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
