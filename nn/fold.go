package nn

import (
	"fmt"

	"edgetune/internal/kernel"
)

// Fold builds m anew with options o and without the batch normalisations that stand
// behind a linear layer: each is folded, with its running statistics, into that
// layer's weights and bias. The result computes what m infers, up to rounding, and
// learns weights where m learned gains. A normalisation that follows something else,
// or whose layer others read too, stays.
func Fold(m *Model, o Options) (*Model, error) {
	into := m.foldable()
	f, err := Build(m.foldedSpec(into), o)
	if err != nil {
		return nil, err
	}
	for _, b := range m.blocks { // a layer comes before its normalisation
		if j, ok := into[b.Node]; ok {
			m.nodes[b.Node].layer.(*BatchNorm).foldInto(f.foldedBlock(into, j), f.opt.Kernels)
		} else {
			f.foldedBlock(into, b.Node).copyFrom(b, f.opt.Kernels)
		}
	}
	return f, nil
}

// foldable returns for each normalisation that can go the layer that takes it in.
func (m *Model) foldable() map[int]int {
	readers := map[int]int{}
	for _, n := range m.nodes {
		for _, j := range n.from {
			readers[j]++
		}
	}
	into := map[int]int{}
	for i, n := range m.nodes {
		j := n.from[0]
		if _, ok := n.layer.(*BatchNorm); !ok || j < 0 || readers[j] != 1 {
			continue
		}
		if t, ok := m.nodes[j].layer.(Trainable); ok && t.Block().Means > 0 {
			into[i] = j
		}
	}
	return into
}

// foldedSpec is the net without the layers in into. A layer that others name gets
// a name of its own, since the automatic ones count layers.
func (m *Model) foldedSpec(into map[int]int) Spec {
	s := Spec{Input: m.Spec.Input, Loss: m.Spec.Loss}
	for i, n := range m.nodes {
		if _, gone := into[i]; gone {
			continue
		}
		spec := n.spec
		spec.Name = fmt.Sprintf("l%d", i+1)
		spec.From = nil
		for _, j := range n.from {
			spec.From = append(spec.From, foldedName(into, j))
		}
		for _, j := range into {
			spec.NoBias = spec.NoBias && j != i
		}
		s.Nodes = append(s.Nodes, spec)
	}
	return s
}

func foldedName(into map[int]int, j int) string {
	if to, ok := into[j]; ok {
		j = to
	}
	if j < 0 {
		return "input"
	}
	return fmt.Sprintf("l%d", j+1)
}

// foldedBlock returns the block of f that holds the parameters of node j of m.
func (f *Model) foldedBlock(into map[int]int, j int) *Block {
	at := j
	for i := range into {
		if i < j {
			at--
		}
	}
	return f.nodes[at].layer.(Trainable).Block()
}

// copyFrom copies parameters and statistics, converting the storage.
func (b *Block) copyFrom(from *Block, k *kernel.Set) {
	row := make([]float, b.Cols)
	for lo := 0; lo < b.Rows*b.Cols; lo += b.Cols {
		b.W.Write(k, lo, from.W.Read(k, lo, lo+b.Cols, row))
	}
	copy(b.B.f32, from.B.f32)
	for i, s := range from.State {
		copy(b.State[i].Tensor.f32, s.Tensor.f32)
	}
}

// foldInto multiplies each column of b by gamma/sigma and moves the bias along.
func (l *BatchNorm) foldInto(b *Block, k *kernel.Set) {
	gain, row := make([]float, b.Cols), make([]float, b.Cols)
	for i := range gain {
		gain[i] = l.block.W.f32[i] / sqrt(l.va.f32[i]+l.eps)
		b.B.f32[i] = float((b.B.f32[i]-l.mean.f32[i])*gain[i]) + l.block.B.f32[i]
	}
	for lo := 0; lo < b.Rows*b.Cols; lo += b.Cols {
		w := b.W.Read(k, lo, lo+b.Cols, row)
		for i := range w {
			w[i] *= gain[i]
		}
		b.W.Write(k, lo, w)
	}
}
