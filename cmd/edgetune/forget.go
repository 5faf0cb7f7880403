package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"edgetune/firmware"
	"edgetune/internal/trial"
)

// moment is a flag with a time: of the clock, or since the start of a recording.
type moment struct {
	text string
	ns   int64
}

func (m *moment) String() string { return m.text }
func (m *moment) Type() string   { return "TIME" }

// Times that ns since 1970 can hold.
var firstMoment, lastMoment = time.Unix(0, math.MinInt64), time.Unix(0, math.MaxInt64)

func (m *moment) Set(s string) error {
	m.text = s
	if d, err := time.ParseDuration(s); err == nil {
		m.ns = int64(d)
		return nil
	}
	for _, form := range []string{time.RFC3339Nano, time.DateTime, time.DateOnly} {
		t, err := time.ParseInLocation(form, s, time.Local)
		if err == nil && t.After(firstMoment) && t.Before(lastMoment) {
			m.ns = t.UnixNano()
			return nil
		}
	}
	return fmt.Errorf("%q is no time; write 2026-01-31T12:00:00Z, or \"2026-01-31 12:00:00\" of this machine's clock, or 90s since the start of a recording", s)
}

func newForgetCommand(e *env) *cobra.Command {
	var dir, model string
	var from, to moment
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "forget --state DIR --model FILE --from TIME --to TIME",
		Short: "Unlearn what arrived in a span of time",
		Long: "forget takes a learner back to before a span of time, and lets it learn again from its\n" +
			"journal without the windows of that span: what comes out is what would be, had they never\n" +
			"arrived. It becomes a new generation; \"edgetune rollback\" undoes it. The windows themselves\n" +
			"are gone when the older generations have been overwritten.\n\n" +
			"TIME is of the clock (2026-01-31T12:00:00Z), or since the start of a recording (90s, 2h).",
		Example: "  edgetune forget --state state --model fan.safetensors --from 2026-01-31T12:00:00Z --to 2026-01-31T12:30:00Z",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := needState(dir); err != nil {
				return err
			}
			f, err := forget(dir, model, from, to)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(e.out, f)
			}
			printForgot(e, f)
			return nil
		},
	}
	stateFlag(cmd.Flags(), &dir)
	cmd.Flags().StringVar(&model, "model", "", "model file, as given to tune")
	cmd.Flags().Var(&from, "from", "begin of the span")
	cmd.Flags().Var(&to, "to", "end of the span, not in it")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func forget(dir, model string, from, to moment) (*trial.Forgot, error) {
	if model == "" {
		return nil, usagef("--model is missing; give the model file that the learner began with")
	}
	if from.text == "" || to.text == "" || to.ns <= from.ns {
		return nil, usagef("give --from and a later --to, like 2026-01-31T12:00:00Z or 90s")
	}
	return trial.Forget(model, dir, firmware.Span{From: from.ns, To: to.ns})
}

func printForgot(e *env, f *trial.Forgot) {
	if f.Generation == 0 {
		fmt.Fprintln(e.out, "nothing was learned in that time; nothing has changed")
		return
	}
	fmt.Fprintf(e.out, "dropped %d windows", f.Dropped)
	for _, name := range slices.Sorted(maps.Keys(f.ByClass)) {
		fmt.Fprintf(e.out, ", %s %d", name, f.ByClass[name])
	}
	fmt.Fprintf(e.out, "\nlearned again from %d windows, from generation %d on\n", f.Again, f.Base)
	fmt.Fprintf(e.out, "generation %d is now the newest; \"edgetune rollback\" undoes this\n", f.Generation)
}
