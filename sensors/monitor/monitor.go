package monitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"edgetune/sensors"
	"edgetune/sensors/pace"
	"edgetune/sensors/setup"
	"edgetune/sensors/trust"
)

// Reading is a sample of a sensor, or its failure.
type Reading struct {
	Sensor int // its place in the list
	Name   string
	Info   sensors.Info
	Sample *sensors.Sample // valid until the handler returns; nil for a failure
	Stats  pace.Stats      // samples, lost ones and jitter so far, where the source counts
	Err    error
}

// watcher is the state that the goroutines share.
type watcher struct {
	machine setup.Machine
	policy  trust.Policy
	handle  func(Reading) bool
	stop    context.CancelFunc
	mu      sync.Mutex // of handle and stopped
	stopped bool
}

// Watch reads the sensors of a list until all have ended, ctx ends, or handle returns false.
// It returns what ended each sensor that did not come to its end, joined.
func Watch(ctx context.Context, m setup.Machine, list []setup.Setting, p trust.Policy, handle func(Reading) bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &watcher{machine: m, policy: p, handle: handle, stop: cancel}
	failures := make([]error, len(list))
	var all sync.WaitGroup
	for i, s := range list {
		all.Go(func() { failures[i] = w.sensor(ctx, i, s) })
	}
	all.Wait()
	return errors.Join(failures...)
}

// tell hands a reading over, unless it has ended.
func (w *watcher) tell(r Reading) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped && !w.handle(r) {
		w.stopped = true
		w.stop()
	}
}

// source is what a sensor is read from.
type source interface {
	sensors.Source
	Stats() pace.Stats
}

// recorded is a source that does not count.
type recorded struct{ sensors.Source }

// Stats returns nothing.
func (recorded) Stats() pace.Stats { return pace.Stats{} }

// open opens a sensor; a live one is opened again when it fails.
func (w *watcher) open(ctx context.Context, i int, s setup.Setting) (source, error) {
	if !s.Live() {
		src, err := w.machine.Open(s)
		return recorded{src}, err
	}
	policy := w.policy
	policy.Failed = func(err error) { w.tell(Reading{Sensor: i, Name: s.Label(), Err: err}) }
	return trust.Reopen(ctx, func(context.Context) (sensors.Source, error) { return w.machine.Open(s) }, policy)
}

// sensor reads one to its end.
func (w *watcher) sensor(ctx context.Context, i int, s setup.Setting) error {
	name := s.Label()
	src, err := w.open(ctx, i, s)
	if err != nil {
		w.tell(Reading{Sensor: i, Name: name, Err: err})
		return err
	}
	defer src.Close()
	info := src.Info()
	sample := sensors.Sample{Values: make([]float32, info.Layout.Len())}
	for {
		err := src.Read(ctx, &sample)
		if errors.Is(err, io.EOF) || ctx.Err() != nil {
			return nil
		}
		if err != nil {
			w.tell(Reading{Sensor: i, Name: name, Err: err})
			return fmt.Errorf("sensors/monitor: %s: %w", name, err)
		}
		w.tell(Reading{Sensor: i, Name: name, Info: info, Sample: &sample, Stats: src.Stats()})
	}
}
