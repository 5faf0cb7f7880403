package trial

// autoTraining picks the length of training from the number of rows.
func autoTraining(f Facts) Training {
	t := Training{Steps: min(1200, max(800, (20*f.Rows+31)/32)), Batch: 32, Eta: 3e-3, Smooth: 0.1}
	if f.Task != "classification" {
		t.Smooth = 0
	}
	return t
}
