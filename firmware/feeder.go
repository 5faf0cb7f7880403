package firmware

import (
	"context"
	"fmt"

	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/sensors"
)

// Feeder brings windows into the batch of a model: features, normalisation, then
// storage in the model's own type.
type Feeder struct {
	pipe    *sensors.Pipeline
	bundle  *bundle.Bundle
	model   nn.Net
	oneHot  bool // a loss per value, so a class becomes a vector
	row     []float32
	targets []float32
}

// NewFeeder feeds the windows of src into m, as b describes.
func NewFeeder(src sensors.Source, b *bundle.Bundle, m nn.Net) (*Feeder, error) {
	pipe, err := b.Pipeline(src)
	if err != nil {
		return nil, err
	}
	net := m.Form()
	if pipe.Len() != net.Input.Len() {
		return nil, fmt.Errorf("firmware: %d features, the net reads %v; build it for them", pipe.Len(), net.Input)
	}
	return &Feeder{
		pipe: pipe, bundle: b, model: m, oneHot: net.Loss.Kind != "softmax",
		row: make([]float32, pipe.Len()), targets: make([]float32, m.Outputs()),
	}, nil
}

// Next puts the next window into row i of the batch and returns what is known
// about it. It returns io.EOF after the last window, and allocates nothing.
func (f *Feeder) Next(ctx context.Context, i int) (sensors.Window, error) {
	w, err := f.pipe.Next(ctx, f.row)
	if err != nil {
		return w, err
	}
	f.bundle.Normaliser.Apply(f.row)
	f.model.Batch().Put(i, f.row)
	return w, nil
}

// Row returns the features of the last window, normalised. They are valid until
// the next call of Next.
func (f *Feeder) Row() []float32 { return f.row }

// Label hands the label of a window to row i of the batch; to an autoencoder the row that
// Next put there.
func (f *Feeder) Label(i int, w sensors.Window) error {
	if f.bundle.Rebuilds() {
		f.model.Batch().Target(i, f.row)
		return nil
	}
	switch w.Label.Kind {
	case sensors.ClassLabel:
		return f.class(i, w)
	case sensors.ValuesLabel:
		return f.values(i, w)
	}
	return fmt.Errorf("firmware: window %d has no label; learn from windows that have one", w.ID)
}

func (f *Feeder) class(i int, w sensors.Window) error {
	c, n := w.Label.Class, len(f.targets)
	if len(f.bundle.Targets) > 0 {
		return fmt.Errorf("firmware: window %d has a class, the net gives values; train it on classes", w.ID)
	}
	if c < 0 || c >= n && !(f.oneHot && n == 1 && c < 2) {
		return fmt.Errorf("firmware: window %d is of class %d, the net knows 0-%d; train it on all classes", w.ID, c, n-1)
	}
	f.know(i, c, nil)
	return nil
}

// know hands normalised target values, or a class where there are none, to row i.
// The net must have them.
func (f *Feeder) know(i, class int, values []float32) {
	switch {
	case len(values) > 0:
		f.model.Batch().Target(i, values)
		return
	case !f.oneHot:
		f.model.Batch().Class(i, class)
		return
	}
	clear(f.targets)
	if len(f.targets) == 1 {
		f.targets[0] = float32(class)
	} else {
		f.targets[class] = 1
	}
	f.model.Batch().Target(i, f.targets)
}

func (f *Feeder) values(i int, w sensors.Window) error {
	if len(w.Label.Values) != len(f.bundle.Targets) {
		return fmt.Errorf("firmware: window %d has %d target values, the net gives %d; train it on these targets",
			w.ID, len(w.Label.Values), len(f.bundle.Targets))
	}
	f.model.Batch().Target(i, f.Targets(w))
	return nil
}

// Targets returns the target values of the last window as the net sees them,
// normalised; empty when there are none. They are valid until the next call.
func (f *Feeder) Targets(w sensors.Window) []float32 {
	if f.bundle.Rebuilds() {
		return f.targets[:copy(f.targets, f.row)]
	}
	if w.Label.Kind != sensors.ValuesLabel {
		return nil
	}
	for j, t := range f.bundle.Targets {
		f.targets[j] = (w.Label.Values[j] - t.Mean) / t.Std
	}
	return f.targets[:len(f.bundle.Targets)]
}
