package trial

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/nn/zoo"
	"edgetune/optim"
)

// PlanOptions say what to plan the memory of.
type PlanOptions struct {
	Model string // a model file, a net in text form, or a name
	Data  *Data  // of the stream that gains are measured on, of a model file; nil: they are not
	Rates optim.Options
	Norm  Norm
	Build nn.Options
}

// Plan builds a net as [Tune] would, without weights: Memory and Size of the net say
// what training costs. Where a budget does not hold all that could learn, it chooses a
// plan of what does; else that is nil.
func Plan(ctx context.Context, o PlanOptions) (nn.Net, *Sparse, error) {
	if err := o.Norm.check(); err != nil {
		return nil, nil, err
	}
	s, stored, err := netOf(o.Model)
	if err != nil {
		return nil, nil, err
	}
	o.Build.DType = bundle.TypeFor(stored, o.Build.DType)
	n, err := o.layout(s, o.Build.Learn, o.Build.Budget)
	if !errors.Is(err, nn.ErrBudget) || o.Build.Learn != nil {
		return n, nil, err
	}
	p, err := o.prober(ctx)
	if err != nil {
		return nil, nil, err
	}
	lay := func(l nn.Learning, budget int) (nn.Net, error) { return o.layout(s, l, budget) }
	plan, err := choosePlan(ctx, lay, o.Build.Budget, p)
	if err != nil {
		return nil, nil, err
	}
	n, err = lay(plan.Learn, o.Build.Budget)
	return n, plan, err
}

// layout lays out the net that learns l within a budget.
func (o *PlanOptions) layout(s nn.Spec, l nn.Learning, budget int) (nn.Net, error) {
	b := o.Build
	b.Learn, b.Budget = l, budget
	if b.DType.Integer() {
		return planIntegers(s, o.Rates, b)
	}
	var err error
	if b.Optimizer, err = optim.ByName(o.Rates); err != nil {
		return nil, err
	}
	b.FrozenStats = o.Norm != NormTrain
	if o.Norm != NormFold {
		return nn.Build(s, b)
	}
	m, err := nn.Build(s, nn.Options{})
	if err != nil {
		return nil, err
	}
	return nn.Fold(m, b)
}

// prober measures on the stream of Data, nil without.
func (o *PlanOptions) prober(ctx context.Context) (*prober, error) {
	if o.Data == nil {
		return nil, nil
	}
	t, err := newTuning(ctx, TuneOptions{Model: o.Model, Data: *o.Data, Rates: o.Rates, Norm: o.Norm, Build: o.Build, Quiet: true, plans: true})
	if err != nil {
		return nil, err
	}
	return t.prober(ctx)
}

// netOf reads the net of a model file, and how its weights are stored, or [Net].
func netOf(model string) (nn.Spec, nn.DType, error) {
	if slices.Contains(zoo.Names(), model) || !isModelFile(model) {
		s, err := Net(model)
		return s, nn.F32, err
	}
	f, err := bundle.Open(model)
	if err != nil {
		return nn.Spec{}, 0, err
	}
	return f.Spec, f.DType(), f.Close()
}

// isModelFile tells a safetensors file from text: its first eight bytes are a
// length, whose upper ones are zero.
func isModelFile(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 16)
	n, err := io.ReadFull(f, head)
	return (err == nil || errors.Is(err, io.ErrUnexpectedEOF)) && bytes.IndexByte(head[:n], 0) >= 0
}
