package bundle

import (
	"fmt"
	"slices"

	"edgetune/nn"
	"edgetune/sensors"
	"edgetune/sensors/trust"
)

// Bundle describes how a net reads a sensor and what its outputs mean. It is plain
// data, written as JSON into the model file.
type Bundle struct {
	Task       string             `json:"task"`              // classification, regression, anomaly or autoencoder
	Metric     string             `json:"metric"`            // accuracy, balanced_accuracy, rmse or auc
	Input      sensors.Layout     `json:"input"`             // of a window, before the features
	Columns    []int              `json:"columns,omitempty"` // of the recording, that became the channels; empty: all
	Channels   []string           `json:"channels,omitempty"`
	Units      []string           `json:"units,omitempty"`
	Classes    []string           `json:"classes,omitempty"`
	Targets    []Target           `json:"targets,omitempty"` // of a regression; of an autoencoder, its inputs
	Features   sensors.Spec       `json:"features"`
	Normaliser sensors.Normaliser `json:"normaliser"`
	Hop        int                `json:"hop,omitempty"`   // samples between windows of a stream; 0: a window's length
	Trust      *trust.Limits      `json:"trust,omitempty"` // of a sample, before the windows are cut; nil: every sample is believed
	Origin     Origin             `json:"origin"`
}

// Target is one value that a regression gives: the net's output times Std plus
// Mean.
type Target struct {
	Name string  `json:"name,omitempty"`
	Unit string  `json:"unit,omitempty"`
	Mean float32 `json:"mean"`
	Std  float32 `json:"std"`
}

// Origin says where a net comes from.
type Origin struct {
	Version string `json:"version"` // of edgetune
	Recipe  string `json:"recipe"`  // what chose features and net
	Seed    uint32 `json:"seed"`
	Rows    int    `json:"rows"`  // of source_train
	Steps   int    `json:"steps"` // of training and of tuning, all together
}

// Autoencoder is the task of a net that is to give its own input, normalised features:
// what it learns from needs no labels.
const Autoencoder = "autoencoder"

// Rebuilds reports whether the net is an autoencoder.
func (b *Bundle) Rebuilds() bool { return b.Task == Autoencoder }

// Pipeline cuts windows from src and turns them into rows for the net.
func (b *Bundle) Pipeline(src sensors.Source) (*sensors.Pipeline, error) {
	if err := b.fits(src.Info()); err != nil {
		return nil, err
	}
	f, err := sensors.New(b.Features, b.Input)
	if err != nil {
		return nil, err
	}
	hop := b.Hop
	if hop == 0 {
		hop = b.Input.Steps
	}
	return sensors.NewPipeline(src, b.Input.Steps, hop, f)
}

// fits compares a source with the one that the net learned from.
func (b *Bundle) fits(i sensors.Info) error {
	got, want := i.Window(b.Input.Steps), b.Input
	if got.Height != want.Height || got.Steps != want.Steps || got.Channels != want.Channels {
		return fmt.Errorf("firmware/bundle: the data have windows of %v, the model reads %v; choose other channels or train on these data",
			got.Shape(), want.Shape())
	}
	if n := len(i.Classes); n > 0 && b.Task != "regression" && len(b.Classes) > 0 && n > len(b.Classes) {
		return fmt.Errorf("firmware/bundle: the data have %d classes, the model knows %d; train on these data", n, len(b.Classes))
	}
	return nil
}

// Check compares every part with the net, so that nothing fails later.
func (b *Bundle) Check(s nn.Spec) error {
	if err := b.Input.Check(); err != nil {
		return err
	}
	f, err := sensors.New(b.Features, b.Input)
	if err != nil {
		return err
	}
	shape := f.Out().Shape()
	if !slices.Equal(shape, s.Input) {
		return fmt.Errorf("firmware/bundle: features of shape %v for a net that reads %v", shape, []int(s.Input))
	}
	if err := b.Normaliser.Check(s.Input.Channels()); err != nil {
		return err
	}
	if err := b.checkTrust(); err != nil {
		return err
	}
	return b.checkTargets(s.Input.Len())
}

// checkTrust compares the limits with a sample: a whole window, or a step of one.
func (b *Bundle) checkTrust() error {
	if b.Trust == nil {
		return nil
	}
	in := b.Input
	if b.Trust.Layout.Steps == 1 {
		in.Steps = 1
	}
	return b.Trust.Check(in)
}

// Guard lets no sample of src through that the limits refuse; without limits it
// returns src itself and no guard.
func (b *Bundle) Guard(src sensors.Source) (sensors.Source, *trust.Guard, error) {
	if b.Trust == nil {
		return src, nil, nil
	}
	if err := b.fits(src.Info()); err != nil {
		return nil, nil, err
	}
	g, err := trust.NewGuard(src, b.Trust)
	if err != nil {
		return nil, nil, err
	}
	return g, g, nil
}

func (b *Bundle) checkTargets(inputs int) error {
	if (b.Task == "regression" || b.Rebuilds()) != (len(b.Targets) > 0) || b.Rebuilds() && len(b.Targets) != inputs {
		return fmt.Errorf("firmware/bundle: %d targets for the task %q with %d inputs; train again", len(b.Targets), b.Task, inputs)
	}
	for i, t := range b.Targets {
		if t.Mean-t.Mean != 0 || !(t.Std > 0) || t.Std-t.Std != 0 {
			return fmt.Errorf("firmware/bundle: target %d: mean %g, deviation %g; train again", i, t.Mean, t.Std)
		}
	}
	return nil
}
