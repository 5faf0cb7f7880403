package trial

import (
	"context"
	"io"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// feed brings the stream into a net, without the samples that the limits in the
// model file refuse.
func (t *tuning) feed(n nn.Net) (*firmware.Feeder, error) {
	if t.folder == nil {
		return firmware.NewFeeder(nothing{t.bundle}, t.bundle, n)
	}
	src, guard, err := t.bundle.Guard(t.folder.Source(replay.TargetAdapt))
	if err != nil {
		return nil, err
	}
	t.guard = guard
	return firmware.NewFeeder(src, t.bundle, n)
}

// nothing is a stream of the right form that has ended.
type nothing struct{ *bundle.Bundle }

// Info implements sensors.Source.
func (n nothing) Info() sensors.Info { return sensors.Info{Layout: n.Input} }

// Read implements sensors.Source.
func (n nothing) Read(context.Context, *sensors.Sample) error { return io.EOF }

// Close implements sensors.Source.
func (n nothing) Close() error { return nil }

// refused returns how many samples of the stream were refused.
func (t *tuning) refused() int {
	if t.guard == nil {
		return 0
	}
	return int(t.guard.Quarantine().Refused())
}
