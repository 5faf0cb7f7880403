// Package integer trains a network in integers: int8 activations and weights with a
// 16-bit master ("q7"), or int16 for both ("q15").
//
//	x float32 -> [scale] -> Linear, pools, Add … -> logits -> softmax, mse or bce
//	                       W16, b  <- update <- dW <- h <- g  <------+
//
// Start with [Spec], [NewQ7] and [Net.Step]. Everything per element is integer;
// each layer keeps a few scales, [fixedpoint.Scalar], which only ever meet + - · / and
// square root, each rounded by itself, so that a step gives the same bits on every machine
// and whatever the order of its sums, the size of its panels or the number of its
// threads. A build without floating point computes those in integers too; what is left in
// it are the doors: samples come in as float32 ([Net.Batch]), reports go out.
//
// What is rounded, and how, in one step of one linear layer:
//
//	y  = (Σ W·(x-z) + b)·s_x·s_w/s_y      multiplier of 31 (q7) or 16 bits (q15)
//	h  = g·s_w/max(s_w), block exponent    at most 15 bits, stochastic
//	dW = Σ h·(x-z), db = Σ h, dx = Σ h·W   exact
//	W16 -= rate·dW/s_w²                    multiplier of 16 bits, stochastic
//
// Folding s_w into h makes the step on the integers W the step on the real weights
// (quantisation-aware scaling), so no rate has to know the scales.
//
// The default step is the centred balanced one (centred.go). All memory of a net is
// one block, laid out before the first step: no gradient of a map is ever wider than
// 16 bits there, and that of the weights can be computed twice, row by row, in place
// of being kept.
//
// Limit: layers as in [Kind], the last one linear; batch normalisation is folded
// into the weights before (package quantise).
package integer
