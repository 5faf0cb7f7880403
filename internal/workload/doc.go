// Package workload times the five workloads that edgetune compares itself by.
//
//	W1..W5 -> net of the zoo + synthetic batch -> Model.Step or Infer -> Row
//
// Start with [Names] and [Run]. A step is forward, loss, backward and SGD with
// momentum 0.9 and no cap, on one thread.
//
// Limit: inputs are random numbers; the loss says only that the step learns.
package workload
