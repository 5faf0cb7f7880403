// Package nn is the network: tensors in one planned block of memory, layers with
// forward and backward passes, losses, and the training step.
//
//	Spec + Options -> Build -> Model{ one block } -> Batch, Step, Infer
//
// Start with [Parse] (a net as text), [Build] and [Model.Step]. Activations are
// channel-last: [batch × time × channel] or [batch × y × x × channel]; the weights
// of a linear layer are [fan-in × out], so that every kernel reads rows.
//
// Limit: shapes are fixed at Build; a step takes 1 to Options.Batch samples.
package nn
