package trial

import (
	"edgetune/firmware"
	"edgetune/firmware/rehearsal"
	"edgetune/nn"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// feed brings the stream into a net.
func (t *tuning) feed(n nn.Net) (*firmware.Feeder, error) {
	src, err := t.stream()
	if err != nil {
		return nil, err
	}
	return firmware.NewFeeder(src, t.bundle, n)
}

// stream is target_adapt without the samples that the limits in the model file
// refuse; nothing where there is no folder.
func (t *tuning) stream() (sensors.Source, error) {
	if t.folder == nil {
		return rehearsal.Silence(t.bundle), nil
	}
	src, guard, err := t.bundle.Guard(t.folder.Source(replay.TargetAdapt))
	t.guard = guard
	return src, err
}

// refused returns how many samples of the stream were refused.
func (t *tuning) refused() int {
	if t.guard == nil {
		return 0
	}
	return int(t.guard.Quarantine().Refused())
}
