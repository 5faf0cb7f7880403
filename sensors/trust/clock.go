package trust

import (
	"time"

	"edgetune/sensors"
)

// Clock is how the times of healthy samples follow each other, in ns.
type Clock struct {
	Period  int64 `json:"period_ns"`
	Slack   int64 `json:"slack_ns"`   // how far a sample may lie off its place
	Gap     int64 `json:"gap_ns"`     // longest time between two samples
	Longest int64 `json:"longest_ns"` // a longer silence means that the clock was set
}

// drift is how far two clocks of boards may run apart: 200 parts in a million.
const drift = 5000

// judge says what is wrong with the time since the sample before.
//
// Lost samples leave the next one in its place, a whole number of periods later; a
// clock that is set leaves it anywhere. A jump that happens to end on a place looks
// like a gap.
func (k *Clock) judge(delta int64) (sensors.Fault, int64) {
	switch {
	case k.Period == 0:
		return sensors.NoFault, 0
	case delta == 0:
		return sensors.DuplicateTime, k.Period
	case delta < 0 || delta < k.Period/2-k.Slack:
		return sensors.ClockJump, k.Period
	case delta <= k.Gap:
		return sensors.NoFault, 0
	case k.Longest > 0 && delta > k.Longest:
		return sensors.ClockJump, k.Longest
	}
	off := delta % k.Period
	off = min(off, k.Period-off)
	if slack := max(k.Slack, k.Period/10) + delta/drift; off > min(slack, k.Period/4) {
		return sensors.ClockJump, k.Gap
	}
	return sensors.Gap, k.Gap
}

// after judges the time since the sample before, when so many samples carried the
// time of another: the next one may come after all of their periods.
func (k *Clock) after(delta int64, doubled int) (sensors.Fault, int64) {
	fault, limit := k.judge(delta)
	if doubled > 0 && (fault == sensors.Gap || fault == sensors.ClockJump) {
		if f, l := k.judge(delta - int64(doubled)*k.Period); f == sensors.NoFault {
			return f, l
		}
	}
	return fault, limit
}

func seconds(ns int64) float32 { return float32(float64(ns) / float64(time.Second)) }
