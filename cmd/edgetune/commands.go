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
		newRunCommand(e),
		newHistoryCommand(e),
		newRollbackCommand(e),
		newReplayCommand(e),
		newForgetCommand(e),
		newAddClassCommand(e),
		newPlanCommand(e),
		newDeployCommand(e),
		newDoctorCommand(e),
		newSensorsCommand(e),
		newSelftestCommand(e),
		newBenchCommand(e),
		newVersionCommand(e),
		newManCommand(e),
	}
}
