package service_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/sensors"
	"edgetune/sensors/synth"
)

var long = flag.Bool("long", false, "simulate eight hours, not one")

// childMinutes is how long the simulated sensor of a child lives; without it the child
// reads those of its configuration.
const childMinutes = "SERVICE_TEST_MINUTES"

// slowMachine turns slowly enough for a sensor of 50 Hz; each minute has another state.
func slowMachine(minutes int) synth.Config {
	c := synth.Factory(5, minutes)
	c.Rate, c.Samples, c.Speed = 50, 50*60, [2]float64{0.5, 1}
	return c
}

// slowSource opens it where a child is told to.
func slowSource() func(context.Context) (sensors.Source, error) {
	minutes, err := strconv.Atoi(os.Getenv(childMinutes))
	if err != nil {
		return nil
	}
	return func(context.Context) (sensors.Source, error) { return synth.New(slowMachine(minutes)) }
}

// numbers are those of /metrics.
func numbers(url string) map[string]float64 {
	a, err := http.Get(url + "/metrics")
	if err != nil {
		return nil // it has ended
	}
	defer a.Body.Close()
	m := map[string]float64{}
	for lines := bufio.NewScanner(a.Body); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			m[name] = v
		}
	}
	return m
}

// TestSoak runs simulated hours of a 50 Hz sensor, every window labelled, as fast as it
// goes: memory, goroutines and descriptors stay as they are, and a day writes at most
// what the configuration allows. Without -long it is one hour.
func TestSoak(t *testing.T) {
	minutes := 60
	if *long {
		minutes = 8 * 60
	}
	path, _ := writeConfig(t, func(c *service.Config) {
		onSynth(t)(c)
		c.Learn.CPUShare, c.Learn.Replay, c.State.WriteBudget = 1, 256<<10, 10<<20
		c.Anomaly.Fit = 400
	})
	p := spawn(t, path, fmt.Sprintf("%s=%d", childMinutes, minutes))
	var seen []map[string]float64
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	start := time.Now()
	for running := true; running; {
		if m := numbers(p.url); m != nil {
			seen = append(seen, m)
		}
		select {
		case err := <-ended:
			require.NoError(t, err, "%v", p.logs)
			running = false
		case <-time.After(20 * time.Millisecond):
		}
	}
	require.Greater(t, len(seen), 3)
	report(t, seen, minutes, time.Since(start))
}

// report prints what was measured and checks it.
func report(t *testing.T, seen []map[string]float64, minutes int, took time.Duration) {
	t.Helper()
	last, early := seen[len(seen)-1], seen[len(seen)/4]
	most := func(name string, from []map[string]float64) (v float64) {
		for _, m := range from {
			v = max(v, m[name])
		}
		return v
	}
	const rss, routines, files = "process_resident_memory_bytes", "go_goroutines", "process_open_fds"
	hours := last["edgetune_samples_total"] / 50 / 3600
	daily := last["edgetune_written_bytes_total"] / hours * 24
	stored := last["process_io_storage_written_bytes_total"] / hours * 24 // whole pages
	t.Logf("%.2f of %.2f simulated hours seen in %v: RSS %.1f MiB at most, %.1f at a quarter, %.1f at the end; goroutines %.0f at most; files %.0f at most; %.2f MiB a day written, %.2f with whole pages, %.0f syncs an hour; %.0f windows, %.0f learned, %.0f steps",
		hours, float64(minutes)/60, took.Round(time.Second), most(rss, seen)/(1<<20), early[rss]/(1<<20), last[rss]/(1<<20), most(routines, seen), most(files, seen),
		daily/(1<<20), stored/(1<<20), last["edgetune_syncs_total"]/hours, last["edgetune_windows_total"], last["edgetune_windows_learned_total"], last["edgetune_steps_total"])
	assert.Zero(t, last["edgetune_samples_refused_total"])
	if !withRaceDetector() {
		assert.LessOrEqual(t, most(rss, seen), float64(24e6), "resident memory")
	}
	later := seen[len(seen)/4:]
	assert.LessOrEqual(t, most(routines, later), most(routines, seen[:len(seen)/4+1])+2, "goroutines grow")
	assert.LessOrEqual(t, most(files, later), most(files, seen[:len(seen)/4+1])+2, "descriptors grow")
	if *long {
		assert.LessOrEqual(t, last[rss], early[rss]*1.1, "memory grows")
		assert.LessOrEqual(t, max(daily, stored), float64(10e6), "bytes written")
	}
}

// withRaceDetector: it takes memory of its own.
func withRaceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
