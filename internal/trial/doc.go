// Package trial learns, fine-tunes and tests on a data folder, through the same
// learner and the same pipeline as a device.
//
//	folder -> Train -> model file -> Tune -> tuned model file
//	                              \-> Eval -> Score
//
// Start with [Train], [Tune] and [Eval]. [Auto] is the rule that picks features,
// net and training from axes, sizes, rate, task and counts alone: no name reaches
// it.
//
// Limit: a folder fits into memory, as it is stored.
package trial
