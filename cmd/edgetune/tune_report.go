package main

import (
	"cmp"
	"fmt"
	"time"

	"edgetune/internal/trial"
	"edgetune/nn"
)

func (f *tuneFlags) print(e *env, r *trial.Tuned) {
	all := []string{
		"model", f.model,
		"data", r.Data + ": " + f.seen(r),
		"how", fmt.Sprintf("%s, rates %s, updater %s, kernels %s", r.Precision, r.Rates, r.Updater, r.Kernels),
		"learns", cmp.Or(r.Learn, "all"),
		"memory", nn.Bytes(r.ArenaBytes) + " for the whole of training",
	}
	if r.Windows > 0 {
		all = append(all,
			"time", fmt.Sprintf("%v a step (median)", time.Duration(r.StepNsMedian).Round(100*time.Nanosecond)),
			"loss", fmt.Sprintf("%.4f at first, %.4f at last", r.LossFirst, r.LossLast))
	}
	facts(e.out, append(all, "weights", r.WeightsSHA256[:16]+"…")...)
	if f.report {
		f.printTests(e, r)
	}
	f.printEvents(e, r)
	if f.out != "" {
		fmt.Fprintf(e.out, "\nwritten: %s\n", f.out)
	}
}

// seen says what came of the stream.
func (f *tuneFlags) seen(r *trial.Tuned) string {
	switch {
	case r.Windows == 0 && f.state != "":
		return "nothing new, " + f.state + " has learned from all of it"
	case f.replay > 0:
		return fmt.Sprintf("%d windows in %d steps of at most %d, old ones among them", r.Windows, r.Steps, f.learn.batch)
	}
	return fmt.Sprintf("%d windows in %d steps of at most %d", r.Windows, r.Steps, f.learn.batch)
}

// printTests compares before with after.
func (f *tuneFlags) printTests(e *env, r *trial.Tuned) {
	fmt.Fprintf(e.out, "\n%-18s %8s %8s %9s\n", r.Metric, "before", "after", "change")
	fmt.Fprintf(e.out, "%-18s %8s %8s %9s\n", "target_test", number(r.TargetBefore), number(r.TargetAfter), change(r.TargetBefore, r.TargetAfter))
	fmt.Fprintf(e.out, "%-18s %8s %8s %9s\n", "source_test", number(r.SourceBefore), number(r.SourceAfter), change(r.SourceBefore, r.SourceAfter))
}

// printEvents says what happened along the stream.
func (f *tuneFlags) printEvents(e *env, r *trial.Tuned) {
	if g := r.Gate; g != nil {
		fmt.Fprintf(e.out, "\ngate: %d checks, %d promotions, %d rollbacks; last one %s\n", g.Checks, g.Promotions, g.Rollbacks, g.Last)
	}
	if r.Drifts > 0 {
		fmt.Fprintf(e.out, "drift: %d alarms, what served had become worse; the average began again\n", r.Drifts)
	}
	if r.Refused > 0 {
		fmt.Fprintf(e.out, "\n%d samples were not to be believed and were not learned from\n", r.Refused)
	}
	if r.Skipped > 0 {
		fmt.Fprintf(e.out, "\n%d steps met a gradient that was not finite and left layers unchanged\n", r.Skipped)
	}
}
