package service_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/service"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors"
	"edgetune/sensors/synth"
)

var synthOnce = sync.OnceValues(func() (string, error) {
	f, err := fixtureOnce()
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.Dir(f.model), "synth")
	return path, trainSynth(path)
})

// onSynth makes the service one for the simulated machine.
func onSynth(t testing.TB) func(*service.Config) {
	path, err := synthOnce()
	require.NoError(t, err)
	return func(c *service.Config) { c.Model.File = path }
}

// trainSynth learns the simulated machine for a moment: windows of a quarter of a
// second.
func trainSynth(path string) error {
	src, err := synth.New(synth.Factory(1, 40))
	if err != nil {
		return err
	}
	info := src.Info()
	b := &bundle.Bundle{
		Task: "classification", Metric: "accuracy", Input: info.Window(200), Channels: info.Channels, Units: info.Units, Classes: info.Classes,
		Features: sensors.Spec{{Kind: "concat", Of: []sensors.Spec{{{Kind: "stats", Stats: []string{"mean", "std"}}}, {{Kind: "bands", Size: 64, Bands: 8}}}}},
	}
	feature, err := sensors.New(b.Features, b.Input)
	if err != nil {
		return err
	}
	width := feature.Out().Len()
	b.Normaliser = sensors.Normaliser{Mean: make([]float32, width), Std: make([]float32, width)}
	for i := range b.Normaliser.Std {
		b.Normaliser.Std[i] = 1
	}
	spec, err := nn.Parse("input 30\ndense 16\nrelu\ndense 4\nloss softmax\n")
	if err != nil {
		return err
	}
	rates, err := optim.ByName(optim.Options{Rates: "constant", Updater: "adam", Eta: 0.01})
	if err != nil {
		return err
	}
	m, err := nn.Build(spec, nn.Options{Batch: 8, Optimizer: rates, Seed: 1})
	if err != nil {
		return err
	}
	feed, err := firmware.NewFeeder(src, b, m)
	if err != nil {
		return err
	}
	if err := firmware.NewLearner(feed, m).Run(context.Background()); err != nil {
		return err
	}
	return bundle.Save(path, m, b, nil)
}
