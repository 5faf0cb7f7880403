package service

import "time"

// allowance lets work take a share of the time: what took long is followed by a longer
// rest.
type allowance struct {
	share float64
	ready time.Time
}

// spent notes work that ended now.
func (a *allowance) spent(now time.Time, took time.Duration) {
	a.ready = now.Add(time.Duration(float64(took) * (1 - a.share) / a.share))
}

// rest is how long to wait before the next work.
func (a *allowance) rest(now time.Time) time.Duration { return max(0, a.ready.Sub(now)) }

// ration lets so many things through in a day, and some at once.
type ration struct {
	perDay float64 // 0: all
	most   float64 // at once
	left   float64
	at     int64 // ns
}

func newRation(perDay, most float64) *ration { return &ration{perDay: perDay, most: most, left: most} }

const day = int64(24 * time.Hour)

// take reports whether one more may go through at a time, in ns. A clock that was set
// back gives nothing.
func (r *ration) take(at int64) bool {
	if r.perDay == 0 {
		return true
	}
	if r.at != 0 && at > r.at {
		r.left = min(r.most, r.left+r.perDay*float64(at-r.at)/float64(day))
	}
	r.at = at
	if r.left < 1 {
		return false
	}
	r.left--
	return true
}
