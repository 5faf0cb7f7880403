// Package firmware is the learner on the device.
//
//	sensors.Pipeline -> Feeder -> row of nn.Batch -> Model.Step -> Report -> Observe
//
// Start with [NewLearner]: one loop, one goroutine, stopped by its context. Trials
// on a laptop and the service on a board run the same loop; [Feeder] is the one way
// of a window into a net, for learning and for testing.
//
// Limit: every window is learned from once, when it arrives.
package firmware
