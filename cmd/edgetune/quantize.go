package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/nn/quantise"
)

// quantizeFlags are those of the command quantize.
type quantizeFlags struct {
	model, out string
	precision  precision
	json       bool
}

func newQuantizeCommand(e *env) *cobra.Command {
	f := quantizeFlags{precision: precision(nn.Int8)}
	cmd := &cobra.Command{
		Use:   "quantize --model FILE --out FILE",
		Short: "Bring a network to integers, and say what that costs",
		Long: "quantize writes the net of a model file in integers of 8 bits (q7) or 16 bits (q15) to\n" +
			"another file, which tune, eval and plan read like any other. Batch normalisation goes\n" +
			"into the weights before it. The ranges of the activations are those of the source\n" +
			"windows that the file keeps (train --keep).\n\n" +
			"The report compares both nets on these windows, layer by layer: the weights and the\n" +
			"outputs as a ratio of signal to error (6 dB are a bit), and how far the outputs change.",
		Example: "  edgetune quantize --model fan.safetensors --out fan-q7.safetensors\n" +
			"  edgetune quantize --model fan.safetensors --out fan-q15.safetensors --precision q15",
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return f.run(e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.model, "model", "", "model file in floating point, written by train or tune")
	fs.StringVar(&f.out, "out", "", "model file to write")
	fs.Var(&f.precision, "precision", "q7 or q15")
	fs.BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

func (f *quantizeFlags) run(e *env) error {
	switch {
	case f.model == "":
		return usagef("--model is missing; give a model file, made by train")
	case f.out == "":
		return usagef("--out is missing; give the model file to write")
	case sameFile(f.out, f.model):
		return usagef("--out is the file of --model; name another file")
	case !nn.DType(f.precision).Integer():
		return usagef("--precision %s: no integers; use q7 or q15", f.precision.String())
	}
	r, err := trial.Quantise(trial.QuantiseOptions{Model: f.model, Out: f.out, DType: nn.DType(f.precision)})
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(e.out, struct {
			Event string `json:"event"`
			*quantise.Report
		}{"result", r})
	}
	f.print(e, r)
	return nil
}

func (f *quantizeFlags) print(e *env, r *quantise.Report) {
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "layer\tweights\toutput\tchange of the output")
	for _, l := range r.Layers {
		weights := "-"
		if l.Weights > 0 {
			weights = fmt.Sprintf("%.1f dB", l.Weights)
		}
		fmt.Fprintf(t, "%s\t%s\t%.1f dB\t%.2f %%\n", l.Layer, weights, l.Output, 100*l.Relative)
	}
	t.Flush()
	fmt.Fprintf(e.out, "\nsame answer for %.2f %% of %d windows; an output changes by %.3g, at most %.3g\n", 100*r.Agree, r.Rows, r.Change, r.Most)
	fmt.Fprintf(e.out, "tensors %s in place of %s\n\nwritten: %s\n", nn.Bytes(r.Bytes), nn.Bytes(r.Float), f.out)
}
