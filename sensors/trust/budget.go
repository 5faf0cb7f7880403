package trust

import "time"

// budget remembers the times of the last failures, one more than are allowed.
type budget struct {
	times []time.Time
	next  int
}

func newBudget(allowed int) budget { return budget{times: make([]time.Time, allowed+1)} }

// spend notes a failure and reports whether that is one too many.
func (b *budget) spend(now time.Time, per time.Duration) bool {
	b.times[b.next] = now
	b.next = (b.next + 1) % len(b.times)
	return b.within(now, per) == len(b.times)
}

// within counts the failures of the last time.
func (b *budget) within(now time.Time, per time.Duration) int {
	n := 0
	for _, t := range b.times {
		if !t.IsZero() && now.Sub(t) <= per {
			n++
		}
	}
	return n
}
