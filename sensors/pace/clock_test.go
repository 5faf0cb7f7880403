package pace_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/fixedpoint"
	"edgetune/sensors/pace"
)

// chipClock plays bursts of a chip that is off by drift, read every pollNs with up to
// jitterNs of delay, and returns the times that the clock gave and the true ones.
func chipClock(c *pace.Clock, rate, drift, pollNs, jitterNs float64, polls int) (got, want []float64) {
	period := 1e9 / rate / (1 + drift)
	taken := 0
	for i := 1; i <= polls; i++ {
		at := float64(i)*pollNs + jitterNs*float64(fixedpoint.Uniform(fixedpoint.Rand(7, uint32(i))))
		n := int(at/period) - taken
		first, step := c.Burst(int64(at), n)
		for k := range n {
			got = append(got, float64(first)+float64(k)*step)
			want = append(want, float64(taken+k+1)*period)
		}
		taken += n
	}
	return got, want
}

func TestClockFollowsTheChip(t *testing.T) {
	for _, c := range []struct {
		name          string
		rate, drift   float64
		poll, jitter  float64
		within, rates float64 // ns, relative
	}{
		{"as nominal", 1000, 0, 10e6, 0, 1.1e6, 1e-4},
		{"1 % fast, kernel delays up to 2 ms", 1000, 0.01, 10e6, 2e6, 3e6, 3e-3},
		{"3 % slow, kernel delays up to 2 ms", 1000, -0.03, 10e6, 2e6, 3e6, 3e-3},
		{"4 kHz in bursts of 80", 4000, 0.02, 20e6, 1e6, 1.5e6, 2e-3},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := pace.NewClock(c.rate)
			got, want := chipClock(clock, c.rate, c.drift, c.poll, c.jitter, 2000)
			worst, back := 0.0, 0
			for i := len(got) / 2; i < len(got); i++ {
				worst = math.Max(worst, math.Abs(got[i]-want[i]))
				if got[i] <= got[i-1] {
					back++
				}
			}
			assert.Zero(t, back, "times that do not grow")
			assert.Less(t, worst, c.within, "ns from the true time")
			assert.InEpsilon(t, c.rate*(1+c.drift), clock.Rate(), c.rates)
		})
	}
}

func TestClockTimesGrow(t *testing.T) {
	clock := pace.NewClock(100)
	last := math.Inf(-1)
	for i := range 500 {
		at := int64(i)*100e6 + int64(fixedpoint.Rand(3, uint32(i))%90e6)
		first, step := clock.Burst(at, 10)
		if float64(first) <= last {
			t.Fatalf("burst %d begins at %d, the one before ended at %g", i, first, last)
		}
		last = float64(first) + 9*step
	}
}
