// Package quantise turns a net in floating point into one in integers.
//
//	nn.Model -> fold batch norm -> ranges over calibration rows -> integer.Net + Report
//
// Start with [Convert]. [Empty] builds the integer net that a file of integer tensors
// fills.
//
// Limit: layers that package nn/integer has; others are refused by name.
package quantise
