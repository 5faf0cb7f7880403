package chip

import (
	"math"

	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// buffer holds the last burst of a chip that has a buffer.
type buffer struct {
	dev      Buffered
	channels int
	values   []float32 // [sample × channel]
	held     int       // samples in values
	next     int       // the next one to hand out
	clock    *pace.Clock
	first    int64 // time of sample 0
	period   float64
	since    int64 // time of the last burst
	taken    uint64
	lost     uint64
}

func newBuffer(dev Buffered, l sensors.Layout) *buffer {
	return &buffer{
		dev: dev, channels: l.Channels, clock: pace.NewClock(l.Rate),
		values: make([]float32, dev.Depth()*l.Channels),
	}
}

// polls returns how often the chip is emptied, in Hz: when its buffer is a third
// full, within 20 to 200 times a second, and not more often than samples come.
func (b *buffer) polls() float64 {
	rate := b.dev.Rate()
	return min(rate, max(20, min(200, 3*rate/float64(b.dev.Depth()))))
}

// pop hands out one sample and its time.
func (b *buffer) pop(dst []float32) (int64, bool) {
	if b.next == b.held {
		return 0, false
	}
	copy(dst, b.values[b.next*b.channels:][:b.channels])
	t := b.first + int64(math.Round(float64(float64(b.next)*b.period)))
	b.next++
	b.taken++
	return t, true
}

// fill empties the chip. It reports whether samples were lost.
func (b *buffer) fill(t *pace.Ticker) (bool, error) {
	b.held, b.next = 0, 0
	n, full, err := b.dev.Drain(b.values)
	now := t.Now()
	if full || err != nil {
		b.clock.Reset()
	}
	full = full && b.since > 0 // what came before the first reading is no loss
	if full {
		b.lost += uint64(float64(now-b.since) * b.dev.Rate() / 1e9)
	}
	b.since = now
	if err != nil {
		return full, err
	}
	b.held = n
	b.first, b.period = b.clock.Burst(now, n)
	return full, nil
}
