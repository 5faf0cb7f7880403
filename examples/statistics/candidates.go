package main

import (
	"context"
	"errors"
	"io"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/fixedpoint"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// candidate is what statistics are worth.
type candidate struct {
	information float64 // mutual information of window and answer on target_adapt, in nats
	target      float64 // metric on target_test
}

const (
	batch  = 32
	settle = 600 // steps after which the running statistics are those of the stream
)

// world is a model and a recording.
type world struct {
	bundle *bundle.Bundle
	net    *nn.Model
	folder *replay.Folder
}

func open(model, dir string, channels []int, o nn.Options) (*world, error) {
	file, err := bundle.Open(model)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	w := &world{bundle: &file.Bundle}
	if w.folder, err = replay.Open(dir, replay.Options{Channels: channels}); err != nil {
		return nil, err
	}
	o.Batch = batch
	w.net, _, err = file.Build(o, false)
	return w, err
}

// inputs are keep, mean, and mean and deviation of the features.
func inputs(model, dir string, channels []int) ([]candidate, error) {
	w, err := open(model, dir, channels, nn.Options{})
	if err != nil {
		return nil, err
	}
	was := w.bundle.Normaliser
	is, err := w.moments()
	if err != nil {
		return nil, err
	}
	var all []candidate
	for _, n := range []sensors.Normaliser{was, {Mean: is.Mean, Std: was.Std}, *is} {
		w.bundle.Normaliser = n
		c, err := w.judge()
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// moments measures the features of target_adapt, in their own units.
func (w *world) moments() (*sensors.Normaliser, error) {
	pipe, err := w.bundle.Pipeline(w.folder.Source(replay.TargetAdapt))
	if err != nil {
		return nil, err
	}
	m, row := sensors.NewMoments(w.net.Spec.Input.Channels()), make([]float32, pipe.Len())
	for {
		if _, err := pipe.Next(context.Background(), row); errors.Is(err, io.EOF) {
			return m.Normaliser(), nil
		} else if err != nil {
			return nil, err
		}
		m.Add(row)
	}
}

// batches are keep, and the statistics of batch normalisation on the stream.
func batches(model, dir string, channels []int, seed uint32) ([]candidate, error) {
	opt, err := optim.ByName(optim.Options{Rates: "constant", Updater: "sgd", Eta: 1e-30}) // moves no weight
	if err != nil {
		return nil, err
	}
	w, err := open(model, dir, channels, nn.Options{Optimizer: opt})
	if err != nil {
		return nil, err
	}
	keep, err := w.judge()
	if err != nil {
		return nil, err
	}
	var rows [][]float32
	if err := w.each(func(row []float32) error { rows = append(rows, append([]float32(nil), row...)); return nil }); err != nil {
		return nil, err
	}
	for step := range uint32(settle) {
		key := fixedpoint.Key(seed, step, 0)
		for i := range batch {
			w.net.Batch().Put(i, rows[fixedpoint.Below(fixedpoint.Rand(key, uint32(i)), uint32(len(rows)))])
			w.net.Batch().Class(i, 0)
		}
		if _, err := w.net.Step(batch); err != nil {
			return nil, err
		}
	}
	moved, err := w.judge()
	return []candidate{keep, moved}, err
}

// each visits the windows of target_adapt, normalised.
func (w *world) each(visit func(row []float32) error) error {
	feed, err := firmware.NewFeeder(w.folder.Source(replay.TargetAdapt), w.bundle, w.net)
	if err != nil {
		return err
	}
	for {
		if _, err := feed.Next(context.Background(), 0); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := visit(feed.Row()); err != nil {
			return err
		}
	}
}

// judge measures both numbers.
func (w *world) judge() (c candidate, err error) {
	var mean []float64
	var inside, n float64
	err = w.each(func([]float32) error {
		p := probabilities(w.net.Infer(1))
		if mean == nil {
			mean = make([]float64, len(p))
		}
		for i, v := range p {
			mean[i] += v
		}
		inside += entropy(p)
		n++
		return nil
	})
	if err != nil {
		return c, err
	}
	for i := range mean {
		mean[i] /= n
	}
	c.information = entropy(mean) - inside/n
	s, err := trial.Measure(context.Background(), w.folder.Source(replay.TargetTest), w.bundle, w.net)
	if err == nil {
		c.target = *s.Value(w.bundle.Metric)
	}
	return c, err
}

func probabilities(logits []float32) []float64 {
	top, sum := logits[firmware.Top(logits)], 0.0
	p := make([]float64, len(logits))
	for i, z := range logits {
		p[i] = float64(fixedpoint.Exp(z - top))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

func entropy(p []float64) (h float64) {
	for _, v := range p {
		if v > 0 {
			h -= float64(v * float64(fixedpoint.Log(float32(v))))
		}
	}
	return h
}
