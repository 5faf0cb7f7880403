package integer

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// Form implements nn.Net.
func (n *Net[X, A]) Form() nn.Spec { return n.form }

// Options implements nn.Net.
func (n *Net[X, A]) Options() nn.Options {
	d := nn.Int8
	if n.unit != 1 {
		d = nn.Int16
	}
	return nn.Options{Batch: n.in.shape.N, DType: d, Kernels: kernel.Generic(), Seed: n.options.Seed}
}

// Outputs implements nn.Net.
func (n *Net[X, A]) Outputs() int { return n.head.width }

// Tensors implements nn.Net.
func (n *Net[X, A]) Tensors() []nn.Named { return nil }

// Size implements nn.Net.
func (n *Net[X, A]) Size() int { return 0 }

// Memory implements nn.Net.
func (n *Net[X, A]) Memory() []nn.Usage { return nil }
