package trial

import (
	"context"
	"errors"
	"io"

	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/sensors"
)

// rows holds what a net sees of windows, normalised, and their labels. It never
// changes, so several goroutines may play it.
type rows struct {
	width  int
	x      []float32 // [row × width]
	labels []sensors.Label
}

func (r *rows) len() int { return len(r.labels) }

// collect turns every window of src into a row. Windows without a label are left
// out.
func collect(ctx context.Context, src sensors.Source, b *bundle.Bundle) (*rows, error) {
	pipe, err := b.Pipeline(src)
	if err != nil {
		return nil, err
	}
	r := &rows{width: pipe.Len()}
	row := make([]float32, r.width)
	for {
		w, err := pipe.Next(ctx, row)
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err != nil {
			return nil, err
		}
		if w.Label.Kind == sensors.NoLabel {
			continue
		}
		b.Normaliser.Apply(row)
		r.x = append(r.x, row...)
		w.Label.Values = append([]float32(nil), w.Label.Values...)
		r.labels = append(r.labels, w.Label)
	}
}

// readBack describes rows that have their features already.
func readBack(b *bundle.Bundle, width int) *bundle.Bundle {
	std := make([]float32, width)
	for i := range std {
		std[i] = 1
	}
	return &bundle.Bundle{
		Task: b.Task, Metric: b.Metric, Classes: b.Classes, Targets: b.Targets,
		Input:      sensors.Layout{Height: 1, Steps: 1, Channels: width},
		Normaliser: sensors.Normaliser{Mean: make([]float32, width), Std: std},
	}
}

// player plays rows in order.
type player struct {
	*rows
	at int
}

func (r *rows) play() *player { return &player{rows: r} }

// Info implements sensors.Source.
func (p *player) Info() sensors.Info {
	return sensors.Info{Layout: sensors.Layout{Height: 1, Steps: 1, Channels: p.width}}
}

// Read implements sensors.Source.
func (p *player) Read(ctx context.Context, s *sensors.Sample) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.at == p.len() {
		return io.EOF
	}
	copy(s.Values, p.x[p.at*p.width:][:p.width])
	s.Time, s.Run, s.Length = int64(p.at), 0, 1
	s.Label = p.labels[p.at]
	p.at++
	return nil
}

// Close implements sensors.Source.
func (p *player) Close() error { return nil }

// weights are the tensors of a net, by name.
type weights map[string][]float32

func weightsOf(m *nn.Model) weights {
	w := weights{}
	k := m.Options().Kernels
	for _, t := range m.Tensors() {
		w[t.Name] = append([]float32(nil), t.Tensor.Read(k, 0, t.Tensor.Len(), make([]float32, t.Tensor.Len()))...)
	}
	return w
}

// into fills a model of the same net, in its own storage.
func (w weights) into(m *nn.Model) {
	for _, t := range m.Tensors() {
		t.Tensor.Write(m.Options().Kernels, 0, w[t.Name])
	}
}
