package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"edgetune/internal/trial"
)

func newRollbackCommand(e *env) *cobra.Command {
	var dir string
	var to uint64
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rollback --state DIR",
		Short: "Go back to an older generation of a learner",
		Long: "rollback makes an older generation the one that the next start goes on from. Nothing is\n" +
			"lost: a copy of it becomes the newest, so a rollback can be rolled back too.",
		Example: "  edgetune rollback --state state            # to the one before the newest\n" +
			"  edgetune rollback --state state --to 12",
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := needState(dir); err != nil {
				return err
			}
			from, copied, err := trial.Rollback(dir, to)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(e.out, map[string]any{"event": "rollback", "to": from, "generation": copied})
			}
			fmt.Fprintf(e.out, "generation %d, a copy of %d, is now the newest\n", copied, from)
			return nil
		},
	}
	stateFlag(cmd.Flags(), &dir)
	cmd.Flags().Uint64Var(&to, "to", 0, "generation to go back to (default the one before the newest)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
