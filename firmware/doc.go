// Package firmware is the learner on the device.
//
//	sensors.Pipeline -> Feeder -> row of nn.Batch -> Learner -> Model.Step -> Report
//	                           -> Example -> Rehearser -> rounds with a memory -> average of the weights
//	                                         average -> Leash -> Gate -> what serves -> probation
//	                           Keeper: every Example -> journal; states -> slots; Forget, Rollback
//
// Start with [NewLearner], which learns from every window once, when it arrives, or with
// [NewRehearser], which keeps what the net knew; [Keeper] makes that one outlast power
// cuts. Trials on a laptop and the service on a board run the same loops; [Feeder] is the
// one way of a window into a net, for learning and for testing. docs/continual.md says
// why things are as they are.
//
// Limit: one goroutine at a time.
package firmware
