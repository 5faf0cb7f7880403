// Package optim turns gradients into weight changes.
//
//	gradient panels -> Rates (how far, per column) -> Updater (with which memory) -> weights
//
// Start with [New]. Rates are constant, from approximate back-matching
// ([Centred], the default of fine-tuning, and [Scalar]); updaters are SGD, dampened
// momentum and Adam. docs/backmatching.md derives the rates.
//
// Limit: an optimiser belongs to one model.
package optim

import "edgetune/internal/kernel"

// float is the type of gradients and rates.
type float = kernel.Float
