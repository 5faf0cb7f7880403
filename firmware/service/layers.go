package service

import (
	"math"

	"edgetune/firmware/telemetry"
	"edgetune/nn"
)

// layers measures how far each layer moves in a round, relative to its length.
type layers struct {
	model  *nn.Model
	before [][]float32
	now    []float32
}

func newLayers(m *nn.Model) *layers {
	l := &layers{model: m}
	widest := 0
	for _, b := range m.Blocks() {
		n := b.W.Len()
		l.before = append(l.before, make([]float32, n))
		widest = max(widest, n)
	}
	l.now = make([]float32, widest)
	l.moved()
	return l
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
	var list []telemetry.Rate
	o := l.model.Options()
	for i, b := range l.model.Blocks() {
		if b.Part == nn.Nothing {
			continue
		}
		var way, length float64
		was := l.before[i]
		for j, v := range b.W.Read(o.Kernels, 0, len(was), l.now) {
			d := float64(v) - float64(was[j])
			way += float64(d * d)
			length += float64(float64(v) * float64(v))
			was[j] = v
		}
		r := telemetry.Rate{Layer: b.Name}
		if length > 0 {
			r.Rate = math.Sqrt(way / length)
		}
		list = append(list, r)
	}
	return list
}
