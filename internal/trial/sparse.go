package trial

import (
	"context"
	"errors"
	"slices"

	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// choosePlan finds what learns within a budget that does not hold everything. p measures
// the gains; without it the last layers go first.
func choosePlan(ctx context.Context, lay layout, budget int, p *prober) (*Sparse, error) {
	whole, err := lay(nil, 0)
	if err != nil {
		return nil, err
	}
	c := &chooser{layout: lay, budget: budget}
	for i, share := range whole.Shares() {
		options := possible(lay, unmeasured(share, i))
		if len(options) > 0 && p != nil {
			if options, err = p.options(ctx, share); err != nil {
				return nil, err
			}
		}
		if len(options) > 0 {
			c.layers = append(c.layers, options)
		}
	}
	plan, net, err := c.choose()
	if err != nil {
		return nil, err
	}
	s := c.sparse(plan, net)
	if p != nil {
		s.Probed = p.learn.len() + p.ask.len()
	}
	return s, nil
}

// unmeasured are the ways for layer i to learn where no gain is known.
func unmeasured(s nn.Share, i int) []option {
	return []option{
		{nn.Share{Layer: s.Layer, Part: nn.Weights}, float64(i + 1)},
		{nn.Share{Layer: s.Layer, Part: nn.Biases}, float64(i+1) / 2},
	}
}

// possible leaves out what cannot be: layers that are frozen, biases of layers without.
func possible(lay layout, all []option) []option {
	return slices.DeleteFunc(all, func(o option) bool {
		_, err := lay(nn.Learning{o.share}, 0)
		return err != nil
	})
}

// buildWithin is build, with a plan of what learns where the budget holds no more.
func (t *tuning) buildWithin(ctx context.Context, file *bundle.File) error {
	err := t.build(file)
	if !errors.Is(err, nn.ErrBudget) || t.Build.Learn != nil {
		return err
	}
	p, err := t.prober(ctx)
	if err != nil {
		return err
	}
	if t.sparse, err = choosePlan(ctx, t.layoutOf(file), t.Build.Budget, p); err != nil {
		return err
	}
	t.Build.Learn = t.sparse.Learn
	return t.again(t.build)
}

// prober measures on the beginning of the stream. What it learns is forgotten.
func (t *tuning) prober(ctx context.Context) (*prober, error) {
	return newProber(ctx, t.folder.Source(replay.TargetAdapt), t.bundle, func(l nn.Learning) (nn.Net, error) {
		one := *t
		one.Build.Learn, one.Build.Budget, one.Rates.Steps, one.Out = l, 0, 0, ""
		err := one.again(one.build)
		return one.net, err
	})
}

// layoutOf lays out the net of the file as it would be built.
func (t *tuning) layoutOf(f *bundle.File) layout {
	o := PlanOptions{Rates: t.Rates, Norm: t.Norm, Build: t.Build}
	o.Build.DType = fileType(f, t.Build.DType)
	return func(l nn.Learning, budget int) (nn.Net, error) { return o.layout(f.Spec, l, budget) }
}

// again opens the model file once more, which can be built once only.
func (t *tuning) again(use func(*bundle.File) error) error {
	f, err := bundle.Open(t.Model)
	if err != nil {
		return err
	}
	return errors.Join(use(f), f.Close())
}
