package service

import (
	"math"

	"edgetune/firmware"
	"edgetune/firmware/telemetry"
	"edgetune/nn"
)

// layers measures how far each layer that learns moves in a round, relative to its length.
type layers struct {
	model  firmware.Net
	names  []string
	before [][]float32
	read   func(visit func(i int, now []float32)) // gives the values of now, layer by layer
	now    []float32
}

// newLayers watches the layers of m; learn names those that learn, nil is all.
func newLayers(m firmware.Net, learn nn.Learning) *layers {
	l := &layers{model: m}
	if n, ok := m.(inIntegers); ok {
		l.ofIntegers(n, learn)
	} else {
		l.ofFloats(m.(*nn.Model))
	}
	l.moved()
	return l
}

// add makes room for a layer.
func (l *layers) add(name string, values int) {
	l.names, l.before = append(l.names, name), append(l.before, make([]float32, values))
}

// ofFloats watches the weights of a net in floating point.
func (l *layers) ofFloats(m *nn.Model) {
	var watched []*nn.Tensor
	widest := 0
	for _, b := range m.Blocks() {
		if b.Part == nn.Nothing {
			continue
		}
		l.add(b.Name, b.W.Len())
		watched, widest = append(watched, &b.W), max(widest, b.W.Len())
	}
	l.now = make([]float32, widest)
	l.read = func(visit func(int, []float32)) {
		for i, w := range watched {
			visit(i, w.Read(m.Options().Kernels, 0, w.Len(), l.now))
		}
	}
}

// inIntegers is what a net in integers tells of its weights.
type inIntegers interface {
	LayerParameters() []int
	Parameters() int
	Blend(mean []float32, keep float32)
	Shares() nn.Learning
}

// ofIntegers watches weights and biases of a net in integers, in real units.
func (l *layers) ofIntegers(n inIntegers, learn nn.Learning) {
	sizes := n.LayerParameters()
	for _, s := range n.Shares() {
		if part, ok := learn.Of(s.Layer); learn == nil || ok && part.Part != nn.Nothing {
			l.add(s.Layer, sizes[len(l.names)])
		}
	}
	l.now = make([]float32, n.Parameters())
	l.read = func(visit func(int, []float32)) {
		n.Blend(l.now, 0)
		at := l.now
		for i, size := range sizes {
			visit(i, at[:size])
			at = at[size:]
		}
	}
}

// size returns its bytes.
func (l *layers) size() int {
	n := 4 * len(l.now)
	for _, b := range l.before {
		n += 4 * len(b)
	}
	return n
}

// moved returns |change| / |layer| since the last call, for each layer that learns.
func (l *layers) moved() []telemetry.Rate {
	list := make([]telemetry.Rate, 0, len(l.names))
	l.read(func(i int, now []float32) {
		var way, length float64
		was := l.before[i]
		for j, v := range now {
			d := float64(v) - float64(was[j])
			way += float64(d * d)
			length += float64(float64(v) * float64(v))
			was[j] = v
		}
		r := telemetry.Rate{Layer: l.names[i]}
		if length > 0 {
			r.Rate = math.Sqrt(way / length)
		}
		list = append(list, r)
	})
	return list
}
