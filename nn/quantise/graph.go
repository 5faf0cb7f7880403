package quantise

import (
	"fmt"

	"edgetune/nn"
)

// layer is a node of a net with its parameters, which it owns.
type layer struct {
	nn.NodeSpec
	from []int     // -1: the input
	w    []float32 // [rows × outputs]
	b    []float32 // [outputs], zeros where the node has none
	// Of a BatchNorm, whose w and b are gamma and beta.
	mean, variance []float32
}

// graph is a net as a list of layers; each reads earlier ones.
type graph struct {
	input  nn.Shape
	layers []layer
	loss   nn.LossSpec
}

// graphOf resolves the names of s. It has no parameters.
func graphOf(s nn.Spec) (*graph, error) {
	g := &graph{input: s.Input, loss: s.Loss}
	at := map[string]int{"input": -1}
	for i, n := range s.Nodes {
		l := layer{NodeSpec: n, from: []int{i - 1}}
		if len(n.From) > 0 {
			l.from = nil
		}
		for _, name := range n.From {
			j, ok := at[name]
			if !ok {
				return nil, fmt.Errorf("quantise: layer %d (%s): no earlier layer is named %q", i+1, n.Kind, name)
			}
			l.from = append(l.from, j)
		}
		g.layers = append(g.layers, l)
		at[g.nameOf(i)] = i
	}
	return g, nil
}

// nameOf is the name of a layer, as package nn gives it.
func (g *graph) nameOf(i int) string {
	if i < 0 {
		return "input"
	}
	if n := g.layers[i].Name; n != "" {
		return n
	}
	return fmt.Sprintf("%d.%s", i+1, g.layers[i].Kind)
}

// load reads the parameters of m.
func (g *graph) load(m *nn.Model) {
	read := func(t nn.Tensor) []float32 {
		out := make([]float32, t.Len())
		copy(out, t.Read(m.Options().Kernels, 0, t.Len(), out))
		return out
	}
	for _, b := range m.Blocks() {
		l := &g.layers[b.Node]
		l.w, l.b = read(b.W), make([]float32, b.Cols)
		if b.HasBias() {
			l.b = read(b.B)
		}
		for _, s := range b.State {
			switch s.Name {
			case "mean":
				l.mean = read(*s.Tensor)
			case "variance":
				l.variance = read(*s.Tensor)
			}
		}
	}
}

// readers counts how many layers read each one.
func (g *graph) readers() []int {
	n := make([]int, len(g.layers))
	for _, l := range g.layers {
		for _, j := range l.from {
			if j >= 0 {
				n[j]++
			}
		}
	}
	return n
}

// form writes the graph as plain data.
func (g *graph) form() nn.Spec {
	s := nn.Spec{Input: g.input, Loss: g.loss}
	for i, l := range g.layers {
		n := l.NodeSpec
		n.From = nil
		if len(l.from) > 1 || l.from[0] != i-1 {
			for _, j := range l.from {
				n.From = append(n.From, g.nameOf(j))
			}
		}
		s.Nodes = append(s.Nodes, n)
	}
	return s
}

// model builds the float32 net of the graph for batches of rows and fills it.
func (g *graph) model(rows int) (*nn.Model, error) {
	m, err := nn.Build(g.form(), nn.Options{Batch: rows})
	if err != nil {
		return nil, err
	}
	for _, b := range m.Blocks() {
		b.W.Write(m.Options().Kernels, 0, g.layers[b.Node].w)
		if b.HasBias() {
			b.B.Write(m.Options().Kernels, 0, g.layers[b.Node].b)
		}
	}
	return m, nil
}
