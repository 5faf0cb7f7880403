package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edgetune/firmware/bundle"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// evalFlags are those of the command eval.
type evalFlags struct {
	set     *pflag.FlagSet
	data    dataFlags
	model   string
	split   string
	as      precision
	kernels kernelSet
	scored  bool
	fit     float64
	json    bool
}

func newEvalCommand(e *env) *cobra.Command {
	f := evalFlags{}
	cmd := &cobra.Command{
		Use:   "eval --model FILE --data DIR",
		Short: "Test a network on one part of a recording",
		Long: "eval asks the net about every row of a split (source_train, source_test, target_adapt,\n" +
			"target_test) and prints accuracy, balanced accuracy and the confusion matrix, or the\n" +
			"root mean square error of each target in its unit.\n\n" +
			"With --anomaly the beginning of each run is taken for normal, and how unlike it every\n" +
			"later row is becomes a score: by distance and by how badly the next row follows, or,\n" +
			"with a --model of train --self, by how badly that net rebuilds it. Labels are read only\n" +
			"to count: class 0 is normal. It prints the area under the ROC curve of each run, and\n" +
			"what the alarm finds.",
		Example: "  edgetune eval --model fan.safetensors --data recordings/fan --split source_test\n" +
			"  edgetune eval --model fan.safetensors --data recordings/fan --split target_test --json\n" +
			"  edgetune eval --anomaly --data recordings/pump --fit 400\n" +
			"  edgetune eval --anomaly --model normal.safetensors --data recordings/pump",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	f.set = fs
	fs.StringVar(&f.model, "model", "", "model file, written by train or tune")
	f.data.add(fs, "columns to read in place of those that the model learned from")
	fs.StringVar(&f.split, "split", "target_test", "part of the recording")
	fs.Var(&f.as, "precision", "what to compute in (default as in the file)")
	fs.Var(&f.kernels, "kernels", "set of kernels (default the best of this machine; neon-fp16 of a Pi 5 sums in float16)")
	fs.BoolVar(&f.scored, "anomaly", false, "score the runs of source_test and target_test, or of --split, without labels")
	fs.Float64Var(&f.fit, "fit", 0, "with --anomaly: seconds of each run that are taken for normal (default 400)")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

func (f *evalFlags) run(ctx context.Context, e *env) error {
	if f.scored {
		return f.anomaly(ctx, e)
	}
	if f.set.Changed("fit") {
		return usagef("--fit goes with --anomaly")
	}
	if f.model == "" {
		return usagef("--model is missing; give a model file, made by train")
	}
	data, err := f.data.get()
	if err != nil {
		return err
	}
	split, err := replay.ParseSplit(f.split)
	if err != nil {
		return usageError{err}
	}
	set, err := f.kernels.get()
	if err != nil {
		return err
	}
	o := trial.EvalOptions{Model: f.model, Data: data, Split: split, Kernels: set}
	if f.set.Changed("precision") {
		o.As = (*nn.DType)(&f.as)
	}
	s, b, err := trial.Eval(ctx, o)
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(e.out, f.result(s, b))
	}
	f.print(e, s, b)
	return nil
}

// evaluated is the result line of eval.
type evaluated struct {
	Event     string             `json:"event"`
	Split     string             `json:"split"`
	N         int                `json:"n"`
	Accuracy  *float64           `json:"accuracy,omitempty"`
	Balanced  *float64           `json:"balanced_accuracy,omitempty"`
	AUC       *float64           `json:"auc,omitempty"`
	RMSE      *float64           `json:"rmse,omitempty"`
	Targets   map[string]float64 `json:"rmse_by_target,omitempty"`
	Confusion [][]int            `json:"confusion,omitempty"`
}

func (f *evalFlags) result(s *trial.Score, b *bundle.Bundle) evaluated {
	r := evaluated{
		Event: "result", Split: f.split, N: s.N, AUC: s.AUC,
		Accuracy: s.Value("accuracy"), Balanced: s.Value("balanced_accuracy"), RMSE: s.Value("rmse"),
	}
	if s.Classes != nil {
		r.Confusion = s.Classes.Counts
		return r
	}
	if b.Rebuilds() {
		return r
	}
	r.Targets = map[string]float64{}
	for i, v := range s.Errors.RMSE() {
		r.Targets[targetName(b, i)] = v
	}
	return r
}

func targetName(b *bundle.Bundle, i int) string {
	if n := b.Targets[i].Name; n != "" {
		return n
	}
	return fmt.Sprintf("target %d", i)
}

func (f *evalFlags) print(e *env, s *trial.Score, b *bundle.Bundle) {
	pairs := []string{"split", f.split, "windows", fmt.Sprint(s.N)}
	for _, name := range []string{"accuracy", "balanced_accuracy", "auc"} {
		if v := s.Value(name); v != nil {
			pairs = append(pairs, name, number(v))
		}
	}
	switch {
	case b.Rebuilds():
		pairs = append(pairs, "rmse", number(s.Value("rmse")))
	case s.Errors != nil:
		for i, v := range s.Errors.RMSE() {
			pairs = append(pairs, "rmse of "+targetName(b, i), fmt.Sprintf("%.4g", v))
		}
	}
	facts(e.out, pairs...)
	if s.Classes != nil {
		fmt.Fprintln(e.out)
		printConfusion(e.out, s.Classes.Counts, b.Classes)
	}
}
