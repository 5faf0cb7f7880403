package pace

import (
	"context"
	"fmt"
	"math"
	"time"
)

// The rates that a [Ticker] can keep, in Hz: above, reading one sample at a time is
// the wrong way; below, a day has less than one sample.
const (
	MinRate = 1e-5
	MaxRate = 1e5
)

// Ticker waits for deadlines at a steady rate. The first is at once; deadline n is
// n/rate later, to the nearest ns, however long the work in between takes.
type Ticker struct {
	period float64 // ns
	start  time.Time
	base   int64 // ns since 1970 at start
	next   int64 // number of the next deadline
	timer  *time.Timer
	stats  Stats
}

// Tick says which deadline came.
type Tick struct {
	Time int64 // ns since 1970 when Wait returned, on the monotonic clock since the start
	Lost int   // deadlines that had passed before this one, unused
}

// New makes a ticker with rate deadlines per second. The clock starts with the first
// Wait.
func New(rate float64) (*Ticker, error) {
	if !(rate >= MinRate && rate <= MaxRate) {
		return nil, fmt.Errorf("sensors/pace: rate %g Hz; give %g to %g", rate, MinRate, MaxRate)
	}
	return &Ticker{period: 1e9 / rate}, nil
}

// Wait returns at the next deadline, or with the context's error when that ends
// first. It allocates nothing after the first call.
func (t *Ticker) Wait(ctx context.Context) (Tick, error) {
	if err := ctx.Err(); err != nil {
		return Tick{}, err
	}
	if t.timer == nil {
		t.begin()
	} else if err := t.sleep(ctx); err != nil {
		return Tick{}, err
	}
	elapsed := int64(time.Since(t.start))
	lost := t.skip(elapsed)
	t.stats.add(elapsed-t.deadline(t.next), lost)
	t.next++
	return Tick{t.base + elapsed, lost}, nil
}

// Now returns the time of the ticker's clock, in ns since 1970.
func (t *Ticker) Now() int64 { return t.base + int64(time.Since(t.start)) }

// Stats returns what was measured since the start.
func (t *Ticker) Stats() Stats { return t.stats }

func (t *Ticker) begin() {
	t.start = time.Now()
	t.base = t.start.UnixNano()
	t.timer = time.NewTimer(time.Hour)
	t.timer.Stop()
}

// deadline returns the time of deadline n, in ns since the start.
func (t *Ticker) deadline(n int64) int64 {
	return int64(math.Round(float64(float64(n) * t.period)))
}

// sleep waits for the next deadline, if it lies ahead.
func (t *Ticker) sleep(ctx context.Context) error {
	left := time.Duration(t.deadline(t.next)) - time.Since(t.start)
	if left <= 0 {
		return nil
	}
	t.timer.Reset(left)
	select {
	case <-t.timer.C:
		return nil
	case <-ctx.Done():
		t.timer.Stop()
		return ctx.Err()
	}
}

// skip moves next to the last deadline that has passed and returns how many it
// leaves out.
func (t *Ticker) skip(elapsed int64) int {
	from := t.next
	if late := elapsed - t.deadline(t.next); float64(late) >= t.period {
		t.next += int64(float64(late) / t.period)
	}
	for t.deadline(t.next) > elapsed && t.next > from {
		t.next--
	}
	return int(t.next - from)
}
