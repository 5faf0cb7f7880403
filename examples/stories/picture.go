//go:build plot

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/internal/chart"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

const (
	memory = 256 << 10 // of tune --replay 256K, and of --gate alone
	seed   = 1
)

// draw learns once more, without the command line, and draws how often what served
// was right.
func (s *shell) draw(t *story) error {
	model := filepath.Join(s.dir, t.model)
	data := trial.Data{Dir: filepath.Join(s.dir, t.data), Channels: t.channels}
	frozen, err := left(model, data)
	if err != nil {
		return err
	}
	serving := curve{name: "learning, behind the gate"}
	var drifts []float64
	_, err = trial.Tune(context.Background(), trial.TuneOptions{
		Model: model, Data: data, Replay: memory, Gate: true, Leash: trial.DefaultLeash, Quiet: true, Rates: trial.ReplayRates(),
		Build:   nn.Options{DType: nn.Half, Seed: seed},
		Observe: func(r firmware.Report) { serving.add(r.Windows, r.Correct, r.Asked) },
		Tell: func(e firmware.Event) {
			if e.Kind == "drift" {
				drifts = append(drifts, float64(e.Windows))
			}
		},
	})
	if err != nil {
		return err
	}
	p := chart.Panel{Title: t.title, X: "windows since the change", Y: "right, of the last 100"}
	p.Lines = append(p.Lines, frozen.line(), serving.line())
	for i, at := range drifts {
		p.Lines = append(p.Lines, chart.Line{Name: fmt.Sprintf("alarm %d: drift", i+1), X: []float64{at, at}, Y: []float64{0, 1}, Mark: -1})
	}
	if err := chart.Save(filepath.Join(s.docs, t.picture), p); err != nil {
		return err
	}
	s.say(fmt.Sprintf("![%s](%s)", t.title, t.picture))
	return nil
}

// left asks the net, as it was, about every window of the stream.
func left(model string, data trial.Data) (*curve, error) {
	file, err := bundle.Open(model)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if data.Channels == nil {
		data.Channels = file.Bundle.Columns
	}
	folder, err := replay.Open(data.Dir, replay.Options{Channels: data.Channels})
	if err != nil {
		return nil, err
	}
	m, _, err := file.Build(nn.Options{DType: nn.Half}, false)
	if err != nil {
		return nil, err
	}
	feed, err := firmware.NewFeeder(folder.Source(replay.TargetAdapt), &file.Bundle, m)
	if err != nil {
		return nil, err
	}
	c := &curve{name: "left as it was"}
	for n := 1; ; n++ {
		w, err := feed.Next(context.Background(), 0)
		if errors.Is(err, io.EOF) {
			return c, nil
		}
		if err != nil {
			return nil, err
		}
		c.add(n, right(m, w), 1)
	}
}

func right(m *nn.Model, w sensors.Window) int {
	if firmware.Top(m.Infer(1)) == w.Label.Class {
		return 1
	}
	return 0
}
