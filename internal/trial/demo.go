package trial

import (
	"bytes"
	"context"
	"errors"
	"io"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/optim"
	"edgetune/sensors"
	"edgetune/sensors/synth"
)

// Sizes of the demonstration, in episodes of 2 s with three windows each.
const (
	demoWindow   = 512 // samples, 0.64 s
	demoMeasure  = 60  // to learn the normalisation from
	demoTest     = 160 // to test on, before and after
	demoStream   = 240 // that the device sees
	demoSteps    = 400 // of training
	demoPerWatch = 3   // windows of an episode
)

// DemoOptions say how to run the demonstration.
type DemoOptions struct {
	Seed    uint32
	Kernels *kernel.Set
	Version string
	Watch   Watch
	Chosen  func(Recipe)
}

// Shown is what the demonstration came to.
type Shown struct {
	Recipe  Recipe
	Classes []string
	Result  *Tuned
	Before  *Score    // on windows after the change, by the net as it was
	After   *Score    // by the tuned net
	Stream  []float64 // share of right answers along the stream, each before it was learned from
	Frozen  []float64 // the same by the net as it was
}

// Demo simulates a machine with an accelerometer, learns a net for it, changes the
// machine, and fine-tunes the net on the stream of the changed one.
func Demo(ctx context.Context, o DemoOptions) (*Shown, error) {
	d := &demo{DemoOptions: o}
	for _, part := range []func(context.Context) error{d.describe, d.learn, d.move, d.tune} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	return &d.shown, nil
}

// demo is one run of Demo.
type demo struct {
	DemoOptions
	bundle  *bundle.Bundle
	learned *nn.Model // in float32
	tuned   *nn.Model // in float16, learns
	shown   Shown
}

// source returns a machine; every use draws other episodes.
func (d *demo) source(config func(uint32, int) synth.Config, use uint32, episodes int) (sensors.Source, error) {
	return synth.New(config(1000*d.Seed+use, episodes))
}

// describe picks the recipe and measures the features' range at the factory.
func (d *demo) describe(ctx context.Context) error {
	src, err := d.source(synth.Factory, 1, demoMeasure)
	if err != nil {
		return err
	}
	info := src.Info()
	f := Facts{
		Layout: info.Window(demoWindow), Task: "classification", Metric: "accuracy",
		Outputs: len(info.Classes), Rows: demoMeasure * demoPerWatch,
	}
	plain := &bundle.Bundle{Task: f.Task, Input: f.Layout, Classes: info.Classes}
	n, err := learnNormaliser(ctx, src, plain)
	if err != nil {
		return err
	}
	f.Spread = n.Std
	if d.shown.Recipe, err = Auto(f); err != nil {
		return err
	}
	d.shown.Classes = info.Classes
	d.shown.Recipe.Training.Steps = demoSteps
	if d.Chosen != nil {
		d.Chosen(d.shown.Recipe)
	}
	d.bundle = plain
	d.bundle.Metric, d.bundle.Features = f.Metric, d.shown.Recipe.Features
	if src, err = d.source(synth.Factory, 1, demoMeasure); err != nil {
		return err
	}
	if n, err = learnNormaliser(ctx, src, d.bundle); err == nil {
		d.bundle.Normaliser = *n
	}
	return err
}

// learn trains on a machine at the factory that never stops.
func (d *demo) learn(ctx context.Context) error {
	t := &training{TrainOptions: TrainOptions{Seed: d.Seed, Kernels: d.Kernels, Watch: d.Watch}, recipe: d.shown.Recipe, bundle: d.bundle}
	m, err := t.model()
	if err != nil {
		return err
	}
	src, err := d.source(synth.Factory, 2, 0)
	if err != nil {
		return err
	}
	_, err = t.teach(ctx, m, src)
	d.learned = m
	return err
}

// move carries the net to the device, as a model file would: in float16.
func (d *demo) move(context.Context) error {
	opt, err := optim.ByName(optim.Options{Rates: "backmatch", Updater: "sgd", Steps: demoStream * demoPerWatch / demoBatch})
	if err != nil {
		return err
	}
	d.tuned, err = nn.Build(d.learned.Spec, nn.Options{
		Batch: demoBatch, DType: nn.Half, Kernels: d.Kernels, Optimizer: opt, FrozenStats: true, Seed: d.Seed,
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := native.Write(&b, d.learned, ""); err != nil {
		return err
	}
	f, err := native.New(&b)
	if err != nil {
		return err
	}
	return f.Load(d.tuned)
}

// demoBatch is the number of windows of a step on the device.
const demoBatch = 8

// tune learns from the stream of the changed machine.
func (d *demo) tune(ctx context.Context) error {
	o := d.tuned.Options()
	res := &Tuned{
		Event: "result", Data: "synth", Precision: o.DType.String(), Rates: "backmatch", Kernels: o.Kernels.Name,
		Seed: d.Seed, ArenaBytes: d.tuned.Size(), Metric: d.bundle.Metric,
	}
	d.shown.Result = res
	if err := d.test(ctx, &res.SourceBefore, &d.shown.Before, &res.TargetBefore); err != nil {
		return err
	}
	src, err := d.source(synth.Field, 5, demoStream)
	if err != nil {
		return err
	}
	feed, err := firmware.NewFeeder(src, d.bundle, d.tuned)
	if err != nil {
		return err
	}
	l := firmware.NewLearner(feed, d.tuned)
	l.Score = true
	log, err := follow(ctx, l, "fine-tuning", demoStream*demoPerWatch/demoBatch, d.Watch)
	if err != nil {
		return err
	}
	res.summarise(log)
	d.shown.Stream = shares(log)
	if d.shown.Frozen, err = d.watchOnly(ctx); err != nil {
		return err
	}
	res.WeightsSHA256 = sum(d.tuned)
	return d.test(ctx, &res.SourceAfter, &d.shown.After, &res.TargetAfter)
}

// test measures the net on the old machine and on the changed one.
func (d *demo) test(ctx context.Context, source **float64, score **Score, target **float64) error {
	for _, p := range []struct {
		config func(uint32, int) synth.Config
		use    uint32
		to     **float64
	}{{synth.Factory, 3, source}, {synth.Field, 4, target}} {
		src, err := d.source(p.config, p.use, demoTest)
		if err != nil {
			return err
		}
		s, err := Measure(ctx, src, d.bundle, d.tuned)
		if err != nil {
			return err
		}
		*p.to = s.Value(d.bundle.Metric)
		*score = s // the last one counts
	}
	return nil
}

// watchOnly asks the net as it was about the stream, batch by batch.
func (d *demo) watchOnly(ctx context.Context) ([]float64, error) {
	src, err := d.source(synth.Field, 5, demoStream)
	if err != nil {
		return nil, err
	}
	feed, err := firmware.NewFeeder(src, d.bundle, d.learned)
	if err != nil {
		return nil, err
	}
	t := newTest(d.bundle, d.learned)
	t.batch = demoBatch
	var out []float64
	for {
		rows, err := t.fill(ctx, feed)
		if rows > 0 {
			before := t.s.Classes.Right()
			t.count(d.learned.Infer(rows), rows)
			out = append(out, float64(t.s.Classes.Right()-before)/float64(rows))
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// shares returns the share of right answers in each step.
func shares(log []firmware.Report) []float64 {
	out := make([]float64, len(log))
	for i, r := range log {
		out[i] = float64(r.Correct) / float64(r.Rows)
	}
	return out
}
