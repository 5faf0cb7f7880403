package quantise

import (
	"fmt"
	"slices"

	"edgetune/nn/integer"
	"edgetune/nn/integer/op"
)

// lowering turns a folded graph into the layers of package integer.
type lowering struct {
	*graph
	readers []int
	at      []int // of each layer: its place among the integer layers, -1 the input
	layers  []integer.Layer
	source  []int // of each integer layer: the layer whose output it gives, before ReLU
}

// lower returns the integer layers, without parameters and scales.
func (g *graph) lower() (*lowering, error) {
	lo := &lowering{graph: g, readers: g.readers()}
	for i := range g.layers {
		at, err := lo.add(i)
		if err != nil {
			return nil, fmt.Errorf("quantise: layer %d (%s): %w", i+1, g.layers[i].Kind, err)
		}
		lo.at = append(lo.at, at)
	}
	return lo, nil
}

// add lowers layer i and returns where its output is.
func (lo *lowering) add(i int) (int, error) {
	l := &lo.graph.layers[i]
	n := integer.Layer{Name: lo.nameOf(i), Out: l.Out, Kernel: l.Kernel, Stride: l.Stride, Dilation: l.Dilation, Groups: l.Groups}
	n.Pad = integer.Padding(l.Pad)
	for _, j := range l.from {
		n.From = append(n.From, lo.place(j))
	}
	switch l.Kind {
	case "flatten":
		return lo.place(l.from[0]), nil
	case "relu":
		return lo.place(l.from[0]), lo.fuse(l.from[0])
	case "dense":
		n.Kind = integer.Dense
	case "conv1d", "conv2d":
		n.Kind = integer.Conv
	case "depthwise1d", "depthwise2d":
		n.Kind, n.Out, n.Groups = integer.Conv, integer.Each, integer.Each
	case "maxpool1d", "maxpool2d":
		n.Kind = integer.MaxPool
	case "avgpool1d", "avgpool2d":
		n.Kind = integer.AvgPool
	case "globalpool":
		n.Kind = integer.GlobalPool
	case "add":
		n.Kind = integer.Add
	case "relu6", "sigmoid", "tanh":
		n.Kind = integer.Kind(l.Kind)
	case "leakyrelu":
		n.Kind, n.Slope = integer.LeakyReLU, float64(l.Value)
		if n.Slope == 0 {
			n.Slope = 0.01 // as package nn
		}
	default:
		return 0, fmt.Errorf("integers have no such layer; there are dense, convolutions, pools, activation functions, add, flatten, and batchnorm behind a linear layer; stay with f16")
	}
	if n.Stride[1] == 0 && (n.Kind == integer.MaxPool || n.Kind == integer.AvgPool) {
		n.Stride = n.Kernel
	}
	lo.layers, lo.source = append(lo.layers, n), append(lo.source, i)
	return len(lo.layers) - 1, nil
}

func (lo *lowering) place(j int) int {
	if j < 0 {
		return -1
	}
	return lo.at[j]
}

// fuse gives the ReLU that reads layer j to the layer that computes the values,
// through pools that only choose among them.
func (lo *lowering) fuse(j int) error {
	for j >= 0 && lo.readers[j] == 1 {
		l := &lo.graph.layers[j]
		switch {
		case linear(l.Kind) || l.Kind == "add":
			lo.layers[lo.at[j]].ReLU = true
			return nil
		case l.Kind == "maxpool1d" || l.Kind == "maxpool2d" || l.Kind == "flatten":
			j = l.from[0]
		default:
			j = -1
		}
	}
	return fmt.Errorf("integers have ReLU only behind a linear layer or add that nothing else reads, pools of maxima between them aside; move it, or stay with f16")
}

// input is the shape of a batch: [time × channel] is one row of time, unless the
// first layer reads it as a picture of one channel.
func (g *graph) shape(batch int) op.Shape {
	in := g.input
	picture := slices.ContainsFunc(g.layers, func(l layer) bool {
		return l.from[0] < 0 && (l.Kind == "conv2d" || l.Kind == "depthwise2d" || l.Kind == "maxpool2d" || l.Kind == "avgpool2d")
	})
	switch {
	case len(in) == 3:
		return op.Shape{N: batch, H: in[0], W: in[1], C: in[2]}
	case len(in) == 2 && picture:
		return op.Shape{N: batch, H: in[0], W: in[1], C: 1}
	case len(in) == 2:
		return op.Shape{N: batch, H: 1, W: in[0], C: in[1]}
	}
	return op.Shape{N: batch, H: 1, W: 1, C: in[0]}
}

// frozen counts the linear layers among the first nodes nodes of g that do not
// learn.
func (g *graph) frozen(nodes int) (n int) {
	for _, l := range g.layers[:min(nodes, len(g.layers))] {
		if linear(l.Kind) {
			n++
		}
	}
	return n
}

// transposed brings weights [rows × out] to the order of package integer, [out × rows].
func transposed(w []float32, out int) []float32 {
	t := make([]float32, len(w))
	rows := len(w) / max(out, 1)
	for r := range rows {
		for c := range out {
			t[c*rows+r] = w[r*out+c]
		}
	}
	return t
}
