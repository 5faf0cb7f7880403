package bundle

import (
	"errors"
	"fmt"

	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/nn/quantise"
)

// ErrNoWindows says that a file has nothing to find the ranges of activations with.
var ErrNoWindows = errors.New("firmware/bundle: the file keeps no windows of its source, which the ranges of integers are found with; train with --keep 64K")

// Quantised builds the net in integers that o asks for: the one in the file, or the
// file's floating-point net quantised, calibrated on the windows that it keeps. With
// kept it also returns those windows, nil when there are none. It can be called once.
func (f *File) Quantised(o quantise.Options, kept bool) (quantise.Net, *Kept, error) {
	if f.DType().Integer() {
		return f.integers(o, kept)
	}
	m, k, err := f.Build(nn.Options{}, true)
	if err != nil {
		return nil, nil, err
	}
	if k == nil || k.Coreset.Len() == 0 {
		return nil, nil, ErrNoWindows
	}
	n, err := quantise.Convert(m, k.Calibration(), o)
	return n, k, err
}

// integers loads the net of a file that holds integers.
func (f *File) integers(o quantise.Options, kept bool) (quantise.Net, *Kept, error) {
	if d := f.DType(); d != o.DType {
		return nil, nil, fmt.Errorf("firmware/bundle: the file holds %v, %v was asked for; quantise the net in floating point again", d, o.DType)
	}
	n, err := quantise.Empty(f.Spec, o)
	if err != nil {
		return nil, nil, err
	}
	k, err := f.fill(n, kept)
	if err != nil {
		return nil, nil, err
	}
	if err := n.Loaded(); err != nil {
		return nil, nil, fmt.Errorf("firmware/bundle: %w: %w", native.ErrCorrupt, err)
	}
	return n, k, nil
}

// TypeFor is what the net of a file that holds stored is built in where asked is asked for:
// f16, the default, leaves integers as they are.
func TypeFor(stored, asked nn.DType) nn.DType {
	if stored.Integer() && asked == nn.Half {
		return stored
	}
	return asked
}

// MostCalibration bounds the rows that ranges are found with.
const MostCalibration = 512

// Calibration returns rows of the source, as the net sees them, [row × width]: all
// or, of many, every so many.
func (k *Kept) Calibration() []float32 {
	s := k.Coreset
	n := min(s.Len(), MostCalibration)
	rows := make([]float32, n*s.Width)
	for i := range n {
		s.Row(i*s.Len()/n, rows[i*s.Width:(i+1)*s.Width])
	}
	return rows
}
