package pace_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/pace"
)

func Example() {
	t, err := pace.New(1000)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 5 {
		if _, err := t.Wait(context.Background()); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(t.Stats().Samples, "samples")
	// Output: 5 samples
}

// waits runs a ticker at a rate, with the given work after each tick, in simulated
// time, and returns the ticks and the statistics.
func waits(t *testing.T, rate float64, work []time.Duration) (ticks []pace.Tick, stats pace.Stats) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p, err := pace.New(rate)
		require.NoError(t, err)
		for _, w := range work {
			tick, err := p.Wait(t.Context())
			require.NoError(t, err)
			ticks = append(ticks, tick)
			time.Sleep(w)
		}
		stats = p.Stats()
	})
	return ticks, stats
}

func TestTickerDoesNotDrift(t *testing.T) {
	const n = 30_001 // 3 kHz: the period is no whole number of ns
	work := make([]time.Duration, n)
	for i := range work {
		work[i] = time.Duration(i%7) * 40 * time.Microsecond
	}
	ticks, stats := waits(t, 3000, work)
	assert.Equal(t, int64(10*time.Second), ticks[n-1].Time-ticks[0].Time)
	assert.Equal(t, uint64(n), stats.Samples)
	assert.Zero(t, stats.Lost)
	assert.Zero(t, stats.Max)
}

func TestTickerCountsLost(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name string
		work []time.Duration
		at   []time.Duration
		lost []int
	}{
		{"in time", []time.Duration{9 * ms, 9 * ms, 0}, []time.Duration{0, 10 * ms, 20 * ms}, []int{0, 0, 0}},
		{"late, none lost", []time.Duration{14 * ms, 0, 0}, []time.Duration{0, 14 * ms, 20 * ms}, []int{0, 0, 0}},
		{"one lost", []time.Duration{21 * ms, 0, 0}, []time.Duration{0, 21 * ms, 30 * ms}, []int{0, 1, 0}},
		{"just one period late", []time.Duration{20 * ms, 0, 0}, []time.Duration{0, 20 * ms, 30 * ms}, []int{0, 1, 0}},
		{"many lost", []time.Duration{1005 * ms, 0, 0}, []time.Duration{0, 1005 * ms, 1010 * ms}, []int{0, 99, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ticks, stats := waits(t, 100, c.work)
			total := 0
			for i, tick := range ticks {
				if got := time.Duration(tick.Time - ticks[0].Time); got != c.at[i] || tick.Lost != c.lost[i] {
					t.Fatalf("tick %d at %v with %d lost, want %v with %d", i, got, tick.Lost, c.at[i], c.lost[i])
				}
				total += tick.Lost
			}
			assert.Equal(t, uint64(total), stats.Lost)
		})
	}
}

func TestTickerReportsJitter(t *testing.T) {
	const ms = time.Millisecond
	_, stats := waits(t, 100, []time.Duration{13 * ms, 0, 14 * ms, 0}) // late by 0, 3, 0, 4 ms
	assert.Equal(t, 4*ms, stats.Max)
	assert.Equal(t, 7*ms/4, stats.Mean)
	assert.Equal(t, 2500*time.Microsecond, stats.RMS)
	assert.Equal(t, "4 samples, 0 lost, 1.75ms late on average, 4ms at most", stats.String())
}

func TestTickerStopsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := pace.New(0.01)
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = p.Wait(ctx)
		require.NoError(t, err)
		from := time.Now()
		_, err = p.Wait(ctx)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Second, time.Since(from))
	})
}

func TestTickerAllocatesNothing(t *testing.T) {
	p, err := pace.New(20_000)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		if _, err := p.Wait(ctx); err != nil {
			t.Error(err)
		}
	}))
}

func TestNewRefusesRates(t *testing.T) {
	for _, rate := range []float64{0, -1, 1e-9, 1e9} {
		_, err := pace.New(rate)
		assert.ErrorContains(t, err, "sensors/pace: rate")
	}
}

func BenchmarkWait(b *testing.B) {
	p, err := pace.New(pace.MaxRate)
	require.NoError(b, err)
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Wait(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
