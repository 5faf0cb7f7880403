// Package op holds the operators of a network in integers, as TensorFlow Lite's
// reference defines them: int8 activations with sums of 32 bits, or int16
// activations with sums of 64 bits (or 32), weights of int8.
//
//	x, zero point -> Σ (x-z)·w + bias -> Output{multiplier, zero point, range} -> y
//
// Start with [Conv], [Dense] and [Output]. Tensors are slices in the layout
// [batch × height × width × channel]; a convolution along time has height 1. The
// inner loops come from a [Loops], so that kernel sets in assembly can replace them
// and be tested against the generic ones.
//
// Limit: Check finds what does not fit together once, when a net is built; Run
// trusts it, allocates nothing, and indexes the slices that it is given.
package op
