package nn

import (
	"slices"

	"edgetune/fixedpoint"
)

// normals fills v with numbers that depend on key alone.
func normals(v []float, key uint32, std float) {
	for i := range v {
		v[i] = std * float(fixedpoint.Normal(fixedpoint.Key(key, 1, 2), uint32(i)))
	}
}

// fillBatch writes random samples and random targets.
func fillBatch(m *Model, rows int, key uint32) {
	x, y := make([]float, m.Spec.Input.Len()), make([]float, m.Outputs())
	for i := range rows {
		normals(x, key+uint32(7*i), 1)
		m.Batch().Put(i, x)
		if m.Spec.Loss.Kind == "softmax" {
			m.Batch().Class(i, (int(key)+i)%m.Outputs())
			continue
		}
		normals(y, key+uint32(7*i+1), 1)
		for j := range y {
			if m.Spec.Loss.Kind == "bce" {
				y[j] = sigmoid(y[j])
			}
		}
		m.Batch().Target(i, y)
	}
}

// gradient is what a probe found of one block.
type gradient struct{ w, b []float }

// probe is an optimiser that changes nothing. It computes every gradient, each
// matrix in two panels, and keeps the gradient at the output of node 0.
type probe struct {
	blocks map[*Block]gradient
	first  []float
}

func newProbe() *probe { return &probe{blocks: map[*Block]gradient{}} }

func (p *probe) Plan(*Planner, []*Block, DType) error { return nil }

func (p *probe) Begin(StepInfo) {}

func (p *probe) Visit(node int, _ []int, _ Layer, s *Pass) {
	if node == 0 {
		p.first = slices.Clone(s.DY.Read(s.K, 0, s.used(s.DY), make([]float, s.DY.Len())))
	}
}

func (p *probe) Update(b *Block, l Trainable, s *Pass) bool {
	g := gradient{make([]float, b.Rows*b.Cols), make([]float, b.Cols)}
	cut := b.Rows / 3
	l.Grad(s, Span{0, cut}, g.w[:cut*b.Cols])
	l.Grad(s, Span{cut, b.Rows}, g.w[cut*b.Cols:])
	l.GradBias(s, g.b)
	p.blocks[b] = g
	return true
}
