package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"edgetune/internal/trial"
	"edgetune/nn"
)

// trainFlags are those of the command train.
type trainFlags struct {
	data    dataFlags
	model   string
	out     string
	seed    uint32
	steps   int
	keep    byteSize
	self    bool
	as      precision
	kernels kernelSet
	json    bool
}

func newTrainCommand(e *env) *cobra.Command {
	f := trainFlags{keep: 256 << 10}
	cmd := &cobra.Command{
		Use:   "train --data DIR --out FILE",
		Short: "Learn a network from a recording",
		Long: "train learns on the rows of a data folder that are marked source_train and reports on\n" +
			"source_test. The model file holds everything that is needed to use the net: features,\n" +
			"normalisation, channels, classes.\n\n" +
			"--model auto picks features, net and training from the axes, sizes, rate and task in\n" +
			"meta.json, and says what it picked. A name (see plan --help) or a file in the text form\n" +
			"takes that net instead.\n\n" +
			"--self makes an autoencoder: it learns, from the windows of class 0 or without a label, to\n" +
			"rebuild what it sees. tune goes on with it where it works, eval --anomaly scores with it.",
		Example: "  edgetune train --self --data recordings/pump --out normal.safetensors\n" +
			"  edgetune train --data recordings/fan --out fan.safetensors\n" +
			"  edgetune train --data recordings/har --channels 0-5 --out har.safetensors --seed 7\n" +
			"  edgetune train --data recordings/fan --model my.net --out fan.safetensors",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	f.data.add(fs, "columns to learn from, like 0-5,8 (default all)")
	fs.StringVar(&f.model, "model", "auto", "auto, a named net, or a file with a net as text")
	fs.StringVar(&f.out, "out", "", "model file to write")
	fs.Uint32Var(&f.seed, "seed", 1, "seed of the weights and the order of rows")
	fs.BoolVar(&f.self, "self", false, "an autoencoder: learn to rebuild the windows of class 0, without their labels")
	fs.IntVar(&f.steps, "steps", 0, "steps of training (default as the recipe says)")
	fs.Var(&f.keep, "keep", "source windows to store in the model file, for later replay; 0 none")
	fs.Var(&f.as, "precision", "of the model file: f32, or q15 or q7, to which it is brought after training")
	fs.Var(&f.kernels, "kernels", "set of kernels (default the best of this machine)")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

func (f *trainFlags) run(ctx context.Context, e *env) error {
	data, err := f.data.get()
	if err != nil {
		return err
	}
	if f.out == "" {
		return usagef("--out is missing; give the model file to write")
	}
	if f.steps < 0 {
		return usagef("--steps %d: give a positive number", f.steps)
	}
	if f.as == precision(nn.Half) {
		return usagef("--precision f16: the file of train is f32, q15 or q7; tune reads it in any precision")
	}
	set, err := f.kernels.get()
	if err != nil {
		return err
	}
	o := trial.TrainOptions{
		Data: data, Model: f.model, Out: f.out, Seed: f.seed, Steps: f.steps, Keep: int(f.keep), Self: f.self,
		Kernels: set, DType: nn.DType(f.as), Version: version(), Watch: e.watch(),
	}
	if !f.json {
		o.Chosen = func(r trial.Recipe) { f.announce(e, r) }
	}
	t, err := trial.Train(ctx, o)
	if errors.Is(err, trial.ErrNoNet) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(e.out, f.result(t))
	}
	f.report(e, t)
	return nil
}

// announce says what was picked, before the work begins.
func (f *trainFlags) announce(e *env, r trial.Recipe) {
	facts(e.out,
		"data", f.data.dir,
		"picked for", r.Name,
		"features", r.Features.String(),
		"net", strings.ReplaceAll(strings.TrimSpace(r.Net.String()), "\n", "\n\t"),
		"training", fmt.Sprintf("adam, %d steps, batch %d, rate %g falling to 0", r.Training.Steps, r.Training.Batch, r.Training.Eta),
	)
}

func (f *trainFlags) report(e *env, t *trial.Trained) {
	facts(e.out,
		"parameters", fmt.Sprint(parameters(t.Model)),
		"loss", fmt.Sprintf("%.4f", t.Loss),
		"source_test", fmt.Sprintf("%s %s", number(t.Source.Value(t.Bundle.Metric)), t.Bundle.Metric),
		"written", fmt.Sprintf("%s (with %d source windows)", f.out, t.Kept),
	)
}

func parameters(m *nn.Model) int {
	n := 0
	for _, b := range m.Blocks() {
		n += b.W.Len() + b.B.Len()
	}
	return n
}

// trained is the result line of train.
type trained struct {
	Event      string   `json:"event"`
	Data       string   `json:"data"`
	Out        string   `json:"out"`
	Recipe     string   `json:"recipe"`
	Features   string   `json:"features"`
	Net        string   `json:"net"`
	Parameters int      `json:"parameters"`
	Seed       uint32   `json:"seed"`
	Precision  string   `json:"precision"`
	Steps      int      `json:"steps"`
	Loss       float32  `json:"loss"`
	Metric     string   `json:"metric"`
	SourceTest *float64 `json:"source_test"`
	Kept       int      `json:"kept_windows"`
	Sum        string   `json:"weights_sha256"`
}

func (f *trainFlags) result(t *trial.Trained) trained {
	r := t.Recipe
	return trained{
		"result", f.data.dir, f.out, r.Name, r.Features.String(), r.Net.String(), parameters(t.Model), f.seed,
		f.as.String(), r.Training.Steps, t.Loss, t.Bundle.Metric, t.Source.Value(t.Bundle.Metric), t.Kept, t.Sum,
	}
}
