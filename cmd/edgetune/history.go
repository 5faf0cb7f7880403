package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edgetune/internal/trial"
	"edgetune/nn"
)

// stateFlag names a state folder.
func stateFlag(f *pflag.FlagSet, to *string) {
	f.StringVar(to, "state", "", "state folder, as given to tune")
}

func needState(dir string) error {
	if dir == "" {
		return usagef("--state is missing; give the state folder that tune was given")
	}
	return nil
}

func newHistoryCommand(e *env) *cobra.Command {
	var dir string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "history --state DIR",
		Short: "List the generations of a learner",
		Long: "history lists the states that a learner can go back to, the newest first: when each was\n" +
			"saved and why, how many windows had arrived, and what the gate said.",
		Example: "  edgetune history --state state",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := needState(dir); err != nil {
				return err
			}
			list, err := trial.History(dir)
			if err != nil {
				return err
			}
			if asJSON {
				for _, p := range list {
					if err := writeJSON(e.out, struct {
						Event string `json:"event"`
						trial.Past
					}{"generation", p}); err != nil {
						return err
					}
				}
				return nil
			}
			printHistory(e, list)
			return nil
		},
	}
	stateFlag(cmd.Flags(), &dir)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func printHistory(e *env, list []trial.Past) {
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "generation\ttime\twhat\twindows\tsteps\tsize\tgate")
	for _, p := range list {
		what := p.What
		switch {
		case p.What == "forgot":
			what = fmt.Sprintf("forgot from %d", p.Of)
		case p.Class != "":
			what += " " + p.Class
		case p.Of > 0:
			what = fmt.Sprintf("%s to %d", what, p.Of)
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%d\t%d\t%s\t%s\n", p.Generation, p.Time, what, p.Windows, p.Steps, nn.Bytes(p.Bytes), p.Verdict)
	}
	t.Flush()
}
