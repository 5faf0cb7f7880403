package nn

import (
	"math"

	"edgetune/internal/kernel"
)

// BuildApart is Build without sharing: every buffer has bytes of its own and no
// layer writes in place, views excepted.
func BuildApart(s Spec, o Options) (*Model, error) { return buildWith(s, o, Planner{apart: true}) }

// Poison overwrites all that a step may not rely on with NaN: every buffer that does
// not live as long as the model.
func (m *Model) Poison() {
	for _, it := range m.plan.items {
		if it.life == m.plan.always() {
			continue
		}
		for _, b := range it.bindings {
			b.dst.poison()
		}
	}
}

func (t *Tensor) poison() {
	for i := range t.f32 {
		t.f32[i] = float(math.NaN())
	}
	for i := range t.f16 {
		t.f16[i] = 0x7e00
	}
	for i := range t.u8 {
		t.u8[i] = 0xff
	}
}

// FillBatch writes random samples and targets.
func FillBatch(m *Model, rows int, key uint32) { fillBatch(m, rows, key) }

// BuildTwice is Build as for a budget that is short: gradients are computed twice.
func BuildTwice(s Spec, o Options) (*Model, error) {
	return buildWith(s, o, Planner{Recompute: true})
}

func buildWith(s Spec, o Options, p Planner) (*Model, error) {
	if o.Kernels == nil {
		o.Kernels = kernel.Best()
	}
	return build(s, o, p)
}
