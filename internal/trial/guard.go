package trial

import (
	"edgetune/firmware"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// feed brings the stream into a net, without the samples that the limits in the
// model file refuse.
func (t *tuning) feed(n nn.Net) (*firmware.Feeder, error) {
	src, guard, err := t.bundle.Guard(t.folder.Source(replay.TargetAdapt))
	if err != nil {
		return nil, err
	}
	t.guard = guard
	return firmware.NewFeeder(src, t.bundle, n)
}

// refused returns how many samples of the stream were refused.
func (t *tuning) refused() int {
	if t.guard == nil {
		return 0
	}
	return int(t.guard.Quarantine().Refused())
}
