// Package rehearsal puts a learner with a memory together.
//
//	model file -> live net, kept windows \
//	Recipe                                -> Assemble -> firmware.Rehearser
//	bundle, source of windows            /
//	Recipe -> Settings -> text beside a state -> Parse -> Settings
//
// Start with [Recipe.Assemble]. Fine-tuning a recording and the service that learns on
// a board make the same learner, so the state of one can be read by the other.
//
// Limit: nets in integers learn without momentum.
package rehearsal
