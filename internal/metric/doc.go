// Package metric counts how right a net is.
//
//	(wanted, given) -> Confusion -> accuracy, balanced accuracy
//	                -> Errors    -> root mean square error per target
//	(score, truth)  -> AUC
//
// Start with [NewConfusion] and [NewErrors]. Sums are in float64, in the order in
// which results come. Limit: everything is held in memory.
package metric
