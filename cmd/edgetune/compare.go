package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/optim"
)

// compareFlags are those of the command compare.
type compareFlags struct {
	data       dataFlags
	model      string
	optimizers string
	seeds      int
	etas       string
	plot       string
	precision  precision
	batch      int
	kernels    kernelSet
	json       bool
}

// The optimisers that stand side by side when nobody names any.
const compareThese = "backmatch,sgd,momentum,adam,lars,larc"

const (
	compareSeeds = 3
	maxSeeds     = 100
)

func newCompareCommand(e *env) *cobra.Command {
	f := compareFlags{precision: precision(nn.Half)}
	cmd := &cobra.Command{
		Use:   "compare --data DIR --model FILE|NAME --optimizers LIST",
		Short: "Set optimisers side by side on a recording",
		Long: "compare fine-tunes the same net with each optimiser at each base rate of its grid, as\n" +
			"tune would, and prints for each: the best value over the rates, the value at the rate\n" +
			"that it has when nobody sets one, the width of the range of rates within one point of\n" +
			"the best (in powers of ten; 1 % where lower is better), and its memory.\n\n" +
			"--model takes a model file; auto, a named net, or a net in text form is first learned\n" +
			"from the recording, once for each seed. The rate of a best value was chosen on the\n" +
			"rows that it is scored on: it is what an optimiser can do, not what it will do.\n\n" +
			"Optimisers: " + strings.Join(optim.Methods(), ", ") + ".\n" +
			"With :flat behind a name, as in adam:flat, its rate does not fall to 0.",
		Example: "  edgetune compare --data recordings/gas --model auto\n" +
			"  edgetune compare --data recordings/fan --model fan.safetensors --optimizers backmatch,adam,larc --plot fan.svg\n" +
			"  edgetune compare --data recordings/har --model har-cnn --optimizers sgd,sgd:flat --etas 0.001,0.01,0.1 --seeds 10",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	f.data.add(fs, "columns to read, like 0-5,8 (default all, or those that the model learned from)")
	fs.StringVar(&f.model, "model", "auto", "model file, auto, a named net, or a file with a net as text")
	fs.StringVar(&f.optimizers, "optimizers", compareThese, "names, separated by commas")
	fs.IntVar(&f.seeds, "seeds", compareSeeds, "nets to learn and to average over")
	fs.StringVar(&f.etas, "etas", "", "base rates to try in place of each optimiser's own grid, separated by commas")
	fs.StringVar(&f.plot, "plot", "", "file to draw into, .svg or .png: loss against step, value against base rate")
	fs.Var(&f.precision, "precision", "storage of weights and activations")
	fs.IntVar(&f.batch, "batch", tuneBatch, "windows of a step")
	fs.Var(&f.kernels, "kernels", "set of kernels (default the best of this machine)")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a line, one for each optimiser")
	return cmd
}

func (f *compareFlags) run(ctx context.Context, e *env) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	o.Watch = e.watch()
	c, err := trial.Compare(ctx, o)
	if errors.Is(err, trial.ErrNoNet) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if f.plot != "" {
		if err := drawComparison(f.plot, c); err != nil {
			return err
		}
	}
	if f.json {
		return writeCompared(e, c)
	}
	f.print(e, c)
	return nil
}

func (f *compareFlags) options() (o trial.CompareOptions, err error) {
	switch {
	case f.seeds < 1 || f.seeds > maxSeeds:
		return o, usagef("--seeds %d: give 1 to %d", f.seeds, maxSeeds)
	case f.batch < 1 || f.batch > maxBatch:
		return o, usagef("--batch %d: give 1 to %d", f.batch, maxBatch)
	}
	if f.plot != "" {
		if err := checkPlot(f.plot); err != nil {
			return o, usageError{err}
		}
	}
	if o.Data, err = f.data.get(); err != nil {
		return o, err
	}
	if o.Optimizers, err = methodList(f.optimizers); err != nil {
		return o, err
	}
	if o.Etas, err = rateList(f.etas); err != nil {
		return o, err
	}
	set, err := f.kernels.get()
	o.Model, o.Seeds = f.model, f.seeds
	o.Build = nn.Options{Batch: f.batch, DType: nn.DType(f.precision), Kernels: set}
	return o, err
}

// methodList reads names separated by commas.
func methodList(text string) ([]string, error) {
	names := strings.Split(text, ",")
	for _, n := range names {
		if _, err := optim.MethodByName(n); err != nil {
			return nil, usageError{err}
		}
	}
	return names, nil
}

// rateList reads positive numbers separated by commas, nil of an empty text.
func rateList(text string) ([]float64, error) {
	if text == "" {
		return nil, nil
	}
	var all []float64
	for _, s := range strings.Split(text, ",") {
		v, err := strconv.ParseFloat(s, 32)
		if err != nil || !(v > 0 && v <= math.MaxFloat32) {
			return nil, usagef("--etas: %q is no positive number; write them like 0.001,0.01,0.1", s)
		}
		all = append(all, v)
	}
	return all, nil
}

// compared is the row of one optimiser.
type compared struct {
	Event     string   `json:"event"`
	Optimizer string   `json:"optimizer"`
	Eta       float64  `json:"eta_default"`
	Value     *float64 `json:"value_default"`
	EtaBest   float64  `json:"eta_best"`
	Best      *float64 `json:"value_best"`
	Decades   float64  `json:"decades_within_1pt"`
	State     int      `json:"state_bytes"`
}

func writeCompared(e *env, c *trial.Comparison) error {
	for i := range c.Curves {
		v := &c.Curves[i]
		err := writeJSON(e.out, compared{
			"compare", v.Method.Name, v.Etas[v.Default], finite(v.Values[v.Default]), v.Etas[v.Best], finite(v.Values[v.Best]), v.Decades, v.State,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// finite is nil for what JSON cannot hold.
func finite(v float64) *float64 {
	if v-v != 0 {
		return nil
	}
	return &v
}

func (f *compareFlags) print(e *env, c *trial.Comparison) {
	facts(e.out,
		"data", c.Data,
		"net", f.model,
		"how", fmt.Sprintf("%s, batch %d, mean of %d seeds", &f.precision, f.batch, c.Seeds),
		"before", fmt.Sprintf("%.4f %s on target_test", c.Before, c.Metric),
	)
	fmt.Fprintln(e.out)
	t := tabwriter.NewWriter(e.out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "optimizer\tbest\tat eta\tdefault\tat eta\tdecades within a point\tstate\t")
	for i := range c.Curves {
		v := &c.Curves[i]
		fmt.Fprintf(t, "%s\t%s\t%.3g\t%s\t%.3g\t%.1f\t%s\t\n", v.Method.Name,
			number(finite(v.Values[v.Best])), v.Etas[v.Best], number(finite(v.Values[v.Default])), v.Etas[v.Default], v.Decades, nn.Bytes(v.State))
	}
	t.Flush()
	if f.plot != "" {
		fmt.Fprintf(e.out, "\ndrawn: %s\n", f.plot)
	}
}
