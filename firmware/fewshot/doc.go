// Package fewshot lets a net know one class more, from a few windows of it.
//
//	net, bundle, kept windows \
//	name, a few windows        -> Add -> net with one output more, bundle, kept windows
//
// Start with [Add]. The new row of the last layer is that which tells the mean of the
// new windows, as the layer before sees them, from the mean of the others, in the
// manner of prototypical networks (Snell et al., NeurIPS 2017) and of imprinted weights
// (Qi et al., CVPR 2018). All other weights stay. What comes out is what a model file
// holds: a learner that starts from it goes on from there.
//
// Limit: nets for classes whose last layer is dense, with a softmax.
package fewshot
