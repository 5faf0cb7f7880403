package trial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// selfBatch is how many rows of the beginning of a run a step learns from, as in tune.
const selfBatch = 8

const selfStream = 0x73656c66 // of the random numbers

// rebuilder scores rows by how badly an autoencoder rebuilds them. The beginning of each
// run gives mean and deviation of the features, and is learned from once.
type rebuilder struct {
	bundle *bundle.Bundle
	spec   nn.Spec
	origin weights
	net    *nn.Model           // of this run
	own    *sensors.Normaliser // of this run, behind that of the bundle; nil until the fit
	early  []float32           // [row × feature], until the fit
}

// open reads the recording, and the net where one is named.
func (o *AnomalyOptions) open() (*rebuilder, *replay.Folder, error) {
	if o.Model == "" {
		f, err := o.Data.open()
		return nil, f, err
	}
	file, err := bundle.Open(o.Model)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	if !file.Bundle.Rebuilds() {
		return nil, nil, hint(fmt.Errorf("trial: %s is a net for %s, not one that rebuilds its input", o.Model, file.Bundle.Task), "\"edgetune train --self\" makes one")
	}
	f, err := o.Data.openFor(&file.Bundle)
	if err != nil {
		return nil, nil, err
	}
	m, _, err := file.Build(nn.Options{Batch: selfBatch}, false)
	if err != nil {
		return nil, nil, err
	}
	return &rebuilder{bundle: &file.Bundle, spec: m.Spec, origin: weightsOf(m), net: m}, f, nil
}

// run scores every window of one split; the first ones of each run are normal.
func (r *rebuilder) run(ctx context.Context, w *watching, src *replay.Source) error {
	feed, err := firmware.NewFeeder(src, r.bundle, r.net)
	if err != nil {
		return err
	}
	r.restart()
	for at := 0; ; {
		one, err := feed.Next(ctx, 0)
		if errors.Is(err, io.EOF) {
			w.close()
			return nil
		}
		if err != nil {
			return err
		}
		if one.Run != at {
			w.close()
			r.restart()
			at = one.Run
		}
		if err := r.take(w, feed.Row(), one.Label.Class > 0); err != nil {
			return err
		}
	}
}

func (r *rebuilder) restart() { r.early, r.own = r.early[:0], nil }

// take collects a row at the beginning of a run, and scores a later one.
func (r *rebuilder) take(w *watching, row []float32, anomalous bool) error {
	if r.own != nil {
		r.own.Apply(row)
		w.take(w.errors.Add(r.error(row)), anomalous)
		return nil
	}
	r.early = append(r.early, row...)
	if len(r.early) < w.rows*len(row) {
		return nil
	}
	r.normalise()
	if err := r.learn(); err != nil {
		return err
	}
	r.eachEarly(func(row []float32) { w.errors.Add(r.error(row)) })
	return nil
}

// eachEarly visits the rows at the beginning of the run.
func (r *rebuilder) eachEarly(visit func(row []float32)) {
	n := r.spec.Input.Len()
	for at := 0; at < len(r.early); at += n {
		visit(r.early[at : at+n])
	}
}

// normalise measures those rows and brings them to mean 0 and deviation 1.
func (r *rebuilder) normalise() {
	m := sensors.NewMoments(r.spec.Input.Channels())
	r.eachEarly(m.Add)
	r.own = m.Normaliser()
	r.eachEarly(r.own.Apply)
}

// learn fine-tunes the net of the file on those rows, each of them once, in random order.
func (r *rebuilder) learn() error {
	n := r.spec.Input.Len()
	order := make([]int32, len(r.early)/n)
	fixedpoint.Perm(fixedpoint.Key(0, 0, selfStream), order)
	if err := r.begin((len(order) + selfBatch - 1) / selfBatch); err != nil {
		return err
	}
	for some := range slices.Chunk(order, selfBatch) {
		for i, at := range some {
			row := r.early[int(at)*n:][:n]
			r.net.Batch().Put(i, row)
			r.net.Batch().Target(i, row)
		}
		if _, err := r.net.Step(len(some)); err != nil {
			return err
		}
	}
	return nil
}

// begin builds the net of the file anew, for so many steps.
func (r *rebuilder) begin(steps int) error {
	opt, err := optim.ByName(optim.Options{Rates: "backmatch", Updater: "sgd", Steps: steps})
	if err != nil {
		return err
	}
	if r.net, err = nn.Build(r.spec, nn.Options{Batch: selfBatch, Optimizer: opt}); err == nil {
		r.origin.into(r.net)
	}
	return err
}

// error is the mean square of what the net makes of a row beside the row.
func (r *rebuilder) error(row []float32) float32 {
	r.net.Batch().Put(0, row)
	var sum float32
	for i, v := range r.net.Infer(1) {
		d := v - row[i]
		sum += float32(d * d)
	}
	return sum / float32(len(row))
}
