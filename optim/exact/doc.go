// Package exact matches backward values by least squares: what the rates of package
// optim approximate, solved as it stands, in float64.
//
//	nn.Layer + Pass -> Jacobian, Rows -> Input, Params -> change of input, of weights
//
// Start with [Params] and [Input], which take any layer: matrices are found by asking
// the layer's own backward pass about one output at a time, so no layer needs a
// formula here. [New] makes an optimiser of them.
//
// It is a reference for tests and experiments on a host, slow and large: a pass of a
// layer for each of its outputs, and singular values of what they give. As an
// optimiser it is worse than the rates that approximate it (docs/backmatching.md).
//
// Limit: float32 storage (float64 with -tags float64).
package exact

import "edgetune/internal/kernel"

// float is the type of a layer's values.
type float = kernel.Float
