package trial

import (
	"errors"
	"fmt"

	"edgetune/nn"
	"edgetune/sensors"
)

// Recipe is how to learn: what the net sees, the net, and its training.
type Recipe struct {
	Name     string // in a few words, what it is for
	Features sensors.Spec
	Net      nn.Spec
	Training Training
}

// Training is how a net learns from scratch: Adam with a linearly falling rate.
type Training struct {
	Steps  int
	Batch  int
	Eta    float64
	Smooth float32 // share of the wanted distribution spread over all classes
}

// Auto picks features, net and training. It looks at nothing but f.
func Auto(f Facts) (Recipe, error) {
	if f.Self {
		return autoSelf(f)
	}
	if f.Outputs < 1 {
		return Recipe{}, hint(errors.New("trial: nothing to learn: the data have neither classes nor targets; give each row a label"), "--self learns without labels, to find what is not normal")
	}
	r := Recipe{Training: autoTraining(f)}
	r.Name, r.Features = autoFeatures(f)
	var err error
	r.Net, err = autoNet(r.Features, f)
	return r, err
}

// shapeOf returns what a net sees of a window after the features.
func shapeOf(s sensors.Spec, in sensors.Layout) (nn.Shape, error) {
	f, err := sensors.New(s, in)
	if err != nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	return f.Out().Shape(), nil
}
