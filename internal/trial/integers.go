package trial

import (
	"context"
	"errors"
	"fmt"
	"io"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/rehearsal"
	"edgetune/nn"
	"edgetune/nn/integer"
	"edgetune/nn/quantise"
	"edgetune/optim"
)

// constantEta is the base rate of constant rates when nobody sets one, as in
// package optim.
const constantEta = 0.01

// integerOptions translates the options of a net in floating point.
func integerOptions(r optim.Options, b nn.Options) (quantise.Options, error) {
	o := quantise.Options{DType: b.DType, Batch: b.Batch, FrozenUpTo: b.FrozenUpTo}
	o.Seed, o.Steps, o.Budget, o.Rates, o.Kernels = r.Seed, r.Steps, b.Budget, integer.DefaultRates(), b.Kernels
	o.Learn = b.Learn
	if r.Updater != "sgd" && r.Updater != "momentum" {
		return o, hint(fmt.Errorf("trial: no updater %q in integers", r.Updater), "--updater sgd and --updater momentum go with them")
	}
	switch r.Rates {
	case "backmatch":
		if r.Tau > 0 {
			o.Tau = r.Tau
		}
		if r.Eta > 0 {
			o.Tau *= r.Eta
		}
	case "constant":
		o.Rates = integer.Rates{Rule: integer.Capped, Eta: constantEta, Tau: max(r.Tau, 0)}
		if r.Eta > 0 {
			o.Eta = r.Eta
		}
	default:
		return o, hint(fmt.Errorf("trial: no rates %q in integers", r.Rates), "--rates backmatch and --rates constant go with them")
	}
	o.Momentum = r.Updater == "momentum"
	return o, nil
}

// build makes the net that learns, in floating point or integers.
func (t *tuning) build(file *bundle.File) (err error) {
	build := t.Build
	build.DType = fileType(file, build.DType)
	if build.DType.Integer() {
		return t.buildIntegers(file, build)
	}
	if build.Optimizer, err = optim.ByName(t.Rates); err != nil {
		return err
	}
	if t.model, t.kept, err = t.Norm.open(file, build, t.Out != ""); err == nil {
		t.net = t.model
	}
	return err
}

// fileType is what the net of a file is built in.
func fileType(file *bundle.File, asked nn.DType) nn.DType {
	return bundle.TypeFor(file.DType(), asked)
}

func (t *tuning) buildIntegers(file *bundle.File, build nn.Options) error {
	if t.Norm == NormTrain {
		return hint(errors.New("trial: no batch normalisation that trains, in integers"), "it is folded into the layers; leave out --norm")
	}
	o, err := integerOptions(t.Rates, build)
	if err != nil {
		return err
	}
	n, kept, err := file.Quantised(o, t.Out != "")
	if err != nil {
		return err
	}
	t.net, t.kept = n, kept
	return nil
}

// liveIntegers builds the net in integers that serves, beside a memory.
func (t *tuning) liveIntegers(file *bundle.File, r rehearsal.Recipe) (firmware.Net, error) {
	if t.Build.FrozenUpTo > 0 {
		return nil, hint(errors.New("trial: no frozen layers in integers, beside a memory"), "name those that learn with --learn")
	}
	n, kept, err := r.Live(file)
	t.kept = kept
	return n, err
}

// forTests builds the net of a file in d, to be asked only.
func forTests(file *bundle.File, d nn.DType, b nn.Options) (nn.Net, error) {
	if d.Integer() {
		o := quantise.Options{DType: d, Batch: b.Batch}
		o.Infer, o.Kernels = true, b.Kernels
		n, _, err := file.Quantised(o, false)
		return n, err
	}
	b.DType = d
	m, _, err := file.Build(b, false)
	return m, err
}

// planIntegers lays out the memory of a net in integers.
func planIntegers(s nn.Spec, r optim.Options, b nn.Options) (nn.Net, error) {
	o, err := integerOptions(r, b)
	if err != nil {
		return nil, err
	}
	return quantise.Empty(s, o)
}

// quantised turns the net that was trained into one in integers, with the ranges of
// rows that it learned from.
func (t *training) quantised(ctx context.Context, m *nn.Model) (nn.Net, error) {
	n := min(len(t.kept.learned), bundle.MostCalibration)
	picked := make([]int32, n)
	for i := range picked {
		picked[i] = t.kept.learned[i*len(t.kept.learned)/n]
	}
	feed, err := firmware.NewFeeder(t.folder.Replay(picked), t.bundle, m)
	if err != nil {
		return nil, err
	}
	var rows []float32
	for {
		if _, err := feed.Next(ctx, 0); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		rows = append(rows, feed.Row()...)
	}
	return quantise.Convert(m, rows, quantise.Options{DType: t.DType, Batch: m.Options().Batch, Options: integer.Options{Infer: true}})
}

// QuantiseOptions say which model file to bring to integers.
type QuantiseOptions struct {
	Model, Out string
	DType      nn.DType
}

// Quantise writes the net of a model file in integers to another file, with its
// bundle and the windows that it keeps.
func Quantise(o QuantiseOptions) (*quantise.Report, error) {
	if err := mustWrite(o.Out); err != nil {
		return nil, err
	}
	file, err := bundle.Open(o.Model)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if d := file.DType(); d.Integer() {
		return nil, fmt.Errorf("trial: %s holds %v already; quantise the net in floating point", o.Model, d)
	}
	m, kept, err := file.Build(nn.Options{Batch: 1}, true)
	if err != nil {
		return nil, err
	}
	if kept == nil || kept.Coreset.Len() == 0 {
		return nil, bundle.ErrNoWindows
	}
	rows := kept.Calibration()
	n, err := quantise.Convert(m, rows, quantise.Options{DType: o.DType, Batch: evalBatch, Options: integer.Options{Infer: true}})
	if err != nil {
		return nil, err
	}
	report, err := quantise.Compare(m, n, rows)
	if err != nil {
		return nil, err
	}
	return report, bundle.Save(o.Out, n, &file.Bundle, kept)
}
