// Package memory is what a learner remembers of the windows it has seen, within a
// budget of bytes.
//
//	row, label, logits -> Store (int8 or int4, sorted by class) -> row, label, logits
//
// [Split] divides a budget between windows of the source and of the stream; a
// [Store] holds the first, a [Reservoir] chooses which of the second stay. Rows are
// normalised features. All memory is allocated when a store is made.
//
// Limit: at most 256 classes.
package memory
