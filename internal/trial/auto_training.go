package trial

// autoTraining picks the length of training from the number of rows.
func autoTraining(f Facts) Training {
	t := Training{Steps: min(2000, max(800, 10*f.Rows/16)), Batch: 32, Eta: 2e-3, Smooth: 0.1}
	if f.Task == "regression" {
		t.Smooth = 0
	}
	return t
}
