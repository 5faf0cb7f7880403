package trial

import (
	"context"

	"edgetune/firmware/bundle"
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// EvalOptions say what to test on what.
type EvalOptions struct {
	Model   string // file
	Data    Data
	Split   replay.Split
	Kernels *kernel.Set
	As      *nn.DType // what to compute in; nil: as in the file
}

// evalBatch is how many windows a test asks about at once.
const evalBatch = 16

// Eval tests a model on one split.
func Eval(ctx context.Context, o EvalOptions) (*Score, *bundle.Bundle, error) {
	file, err := bundle.Open(o.Model)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	b := &file.Bundle
	f, err := o.Data.openFor(b)
	if err != nil {
		return nil, nil, err
	}
	if err := needRows(f, o.Split, o.Data.Dir); err != nil {
		return nil, nil, err
	}
	d := file.DType()
	if o.As != nil {
		d = *o.As
	}
	m, err := forTests(file, d, nn.Options{Batch: evalBatch, Kernels: o.Kernels})
	if err != nil {
		return nil, nil, err
	}
	s, err := measureSplit(ctx, f, o.Split, b, m)
	return s, b, err
}

// measureSplit tests m on one split, nil where it has no rows.
func measureSplit(ctx context.Context, f *replay.Folder, s replay.Split, b *bundle.Bundle, m nn.Net) (*Score, error) {
	if len(f.Rows(s)) == 0 {
		return nil, nil
	}
	return Measure(ctx, f.Source(s), b, m)
}
