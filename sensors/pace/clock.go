package pace

import "math"

// Clock gives times to samples that a chip takes by its own oscillator, which is off
// by some per cent, and that arrive in bursts, which the kernel delays at will.
//
// It follows the chip as a second order loop: each burst moves the phase and, less,
// the period towards what was seen. Times always grow. The period stays within 10 %
// of the nominal one.
type Clock struct {
	nominal float64 // ns
	period  float64
	last    float64 // time of the newest sample, relative to origin
	origin  int64
	bursts  int
}

// The gains of the loop: the phase takes 1/8 of the error of a burst, the period
// 1/128 of it, over the samples of the burst. Damping is 0.7.
const (
	phaseGain  = 1.0 / 8
	periodGain = 1.0 / 128
	maxDrift   = 0.1
)

// NewClock starts with the nominal rate in Hz, above 0.
func NewClock(rate float64) *Clock { return &Clock{nominal: 1e9 / rate, period: 1e9 / rate} }

// Burst takes the arrival, in ns, of a burst of n samples, the newest of which was
// just taken. It returns the time of the first of them and the period, both in ns.
func (c *Clock) Burst(at int64, n int) (first int64, period float64) {
	if n < 1 {
		return at, c.period
	}
	if c.bursts == 0 {
		c.origin, c.last = at, 0
	} else {
		c.follow(float64(at-c.origin), float64(n))
	}
	c.bursts++
	start := c.last - float64(float64(n-1)*c.period)
	return c.origin + int64(math.Round(start)), c.period
}

// follow moves phase and period towards a burst whose newest sample came at ns.
func (c *Clock) follow(at, n float64) {
	expected := c.last + float64(n*c.period)
	miss := at - expected
	limit := float64(n*c.period) / 2
	miss = max(-limit, min(limit, miss))
	c.period += float64(miss * periodGain / n)
	c.period = max(c.nominal*(1-maxDrift), min(c.nominal*(1+maxDrift), c.period))
	c.last = expected + float64(miss*phaseGain)
}

// Reset forgets the phase, after samples were lost, and keeps the period.
func (c *Clock) Reset() { c.bursts = 0 }

// Rate returns the rate that the chip is found to have, in Hz.
func (c *Clock) Rate() float64 { return 1e9 / c.period }
