package main

import "github.com/spf13/cobra"

// commands lists every command: one file each, one line here.
func commands(e *env) []*cobra.Command {
	return []*cobra.Command{
		newDemoCommand(e),
		newTrainCommand(e),
		newTuneCommand(e),
		newEvalCommand(e),
		newQuantizeCommand(e),
		newCompareCommand(e),
		newHistoryCommand(e),
		newRollbackCommand(e),
		newReplayCommand(e),
		newPlanCommand(e),
		newSelftestCommand(e),
		newBenchCommand(e),
		newVersionCommand(e),
	}
}
