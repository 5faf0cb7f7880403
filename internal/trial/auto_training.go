package trial

// Numbers of the rule for training.
const (
	autoBatch  = 32
	autoEta    = 3e-3
	autoSmooth = 0.1
	autoRounds = 20 // over the rows, within the steps below
	autoLeast  = 800
	autoMost   = 1200
)

// autoTraining picks the length of training from the number of rows.
func autoTraining(f Facts) Training {
	steps := (autoRounds*f.Rows + autoBatch - 1) / autoBatch
	t := Training{Steps: min(autoMost, max(autoLeast, steps)), Batch: autoBatch, Eta: autoEta}
	if f.Task == "classification" {
		t.Smooth = autoSmooth
	}
	return t
}
