package quantise

import (
	"fmt"
	"math"
	"slices"

	"edgetune/nn"
)

// folded returns g without Dropout, which does nothing after training, and without
// BatchNorm: each one goes into the weights of the linear layer before it,
//
//	w' = w·gain, b' = (b - mean)·gain + beta, gain = gamma/sqrt(variance + eps)
//
// by output channel. The net computes what it did. Parameters may be absent.
func (g *graph) folded() (*graph, error) {
	out := &graph{input: g.input, loss: g.loss}
	at := make([]int, len(g.layers)) // place in out
	readers := g.readers()
	for i, l := range g.layers {
		before := l.from[0]
		l.from = slices.Clone(l.from)
		for k, j := range l.from {
			if j >= 0 {
				l.from[k] = at[j]
			}
		}
		switch l.Kind {
		case "dropout":
			at[i] = l.from[0]
			continue
		case "batchnorm":
			if before < 0 || readers[before] != 1 || !linear(g.layers[before].Kind) {
				return nil, fmt.Errorf("quantise: layer %d (batchnorm): folds only into a dense layer or convolution right before it that nothing else reads; move it, or stay with f16", i+1)
			}
			at[i] = l.from[0]
			out.layers[at[i]].absorb(&l)
			continue
		}
		at[i] = len(out.layers)
		out.layers = append(out.layers, l)
	}
	return out, nil
}

func linear(kind string) bool {
	switch kind {
	case "dense", "conv1d", "conv2d", "depthwise1d", "depthwise2d":
		return true
	}
	return false
}

// normEps is what a BatchNorm has when its line names none (package nn).
const normEps = 1e-3

// absorb folds a BatchNorm. The layer has a bias from now on.
func (l *layer) absorb(norm *layer) {
	l.NoBias = false
	if norm.Name != "" {
		l.Name = norm.Name
	}
	if l.w == nil {
		return
	}
	eps := float64(norm.Value)
	if eps == 0 {
		eps = normEps
	}
	out := len(l.b)
	for c := range l.b {
		gain := float64(norm.w[c]) / math.Sqrt(float64(norm.variance[c])+eps)
		for at := c; at < len(l.w); at += out {
			l.w[at] = float32(float64(l.w[at]) * gain)
		}
		l.b[c] = float32(float64((float64(l.b[c])-float64(norm.mean[c]))*gain) + float64(norm.b[c]))
	}
}

// Folded returns the net that remains when BatchNorm and Dropout are taken out of s.
func Folded(s nn.Spec) (nn.Spec, error) {
	g, err := graphOf(s)
	if err != nil {
		return nn.Spec{}, err
	}
	if g, err = g.folded(); err != nil {
		return nn.Spec{}, err
	}
	return g.form(), nil
}
