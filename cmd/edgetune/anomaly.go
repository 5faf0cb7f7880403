package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"edgetune/internal/trial"
	"edgetune/sensors/replay"
)

// anomaly scores the runs of a recording without labels.
func (f *evalFlags) anomaly(ctx context.Context, e *env) error {
	for _, name := range []string{"precision", "kernels"} {
		if f.set.Changed(name) {
			return usagef("--anomaly computes as the model file says; leave --%s out", name)
		}
	}
	if f.set.Changed("fit") && !(f.fit > 0) {
		return usagef("--fit %g: give seconds, 400 is the default", f.fit)
	}
	data, err := f.data.get()
	if err != nil {
		return err
	}
	o := trial.AnomalyOptions{Data: data, Model: f.model, Fit: f.fit}
	if f.set.Changed("split") {
		split, err := replay.ParseSplit(f.split)
		if err != nil {
			return usageError{err}
		}
		o.Splits = []replay.Split{split}
	}
	runs, means, err := trial.Anomaly(ctx, o)
	if err != nil {
		return err
	}
	if f.json {
		return writeAnomaly(e, runs, means)
	}
	printAnomaly(e, runs, means)
	return nil
}

func writeAnomaly(e *env, runs []trial.AnomalyRun, means []trial.AnomalyMean) error {
	for _, r := range runs {
		if err := writeJSON(e.out, r); err != nil {
			return err
		}
	}
	for _, m := range means {
		if err := writeJSON(e.out, m); err != nil {
			return err
		}
	}
	return nil
}

func printAnomaly(e *env, runs []trial.AnomalyRun, means []trial.AnomalyMean) {
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "split\trun\trows\tanomalous\tauc\talarm: tpr\tfpr")
	for _, m := range means {
		for _, r := range runs {
			if r.Split == m.Split {
				fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%s\t%s\n", r.Split, r.Run, r.Rows, r.Anomalous, number(r.AUC), number(r.TPR), number(r.FPR))
			}
		}
		fmt.Fprintf(t, "%s\tmean of %d\t\t\t%s\t%s\t%s\n", m.Split, m.Runs, number(m.AUC), number(m.TPR), number(m.FPR))
	}
	t.Flush()
	scored := 0
	for _, r := range runs {
		scored += r.Rows
	}
	if scored == 0 {
		fmt.Fprintln(e.out, "\nnothing was scored: no run is longer than what is taken for normal; --fit takes less of it")
	}
	if len(means) > 0 {
		fmt.Fprintf(e.out, "\nthe first %g seconds of each run are taken for normal, and not scored\n", means[0].Fit)
	}
}
