package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"edgetune/internal/trial"
)

func newReplayCommand(e *env) *cobra.Command {
	var dir, model string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "replay --state DIR --model FILE",
		Short: "Learn again from a learner's journal, to the same bits",
		Long: "replay starts from the oldest generation of a state folder, learns again from everything\n" +
			"that the journal says arrived, and compares each later generation with what is stored,\n" +
			"bit for bit. The state is not changed.",
		Example: "  edgetune replay --state state --model fan.safetensors",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := needState(dir); err != nil {
				return err
			}
			if model == "" {
				return usagef("--model is missing; give the model file that tune was given")
			}
			r, err := trial.Replay(model, dir)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(e.out, r)
			}
			facts(e.out, "windows", fmt.Sprint(r.Windows), "generations found the same", fmt.Sprint(r.Generations), "weights", r.WeightsSHA256)
			return nil
		},
	}
	stateFlag(cmd.Flags(), &dir)
	cmd.Flags().StringVar(&model, "model", "", "model file, as given to tune")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
