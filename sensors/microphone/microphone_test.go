package microphone

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"edgetune/sensors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake puts an arecord in front of PATH that runs a shell script.
func fake(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "arecord"), []byte("#!/bin/sh\n"+script), 0o700))
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	t.Setenv("DIR", dir)
}

func limit(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestFrames(t *testing.T) {
	fake(t, `echo "$@" > $DIR/args; printf '\000\100\000\300\377\177\000\200'; exec sleep 60`)
	s, err := Open(Conf{Device: "hw:1", Rate: 48000, Channels: []string{"left", "right"}})
	require.NoError(t, err)
	defer s.Close()
	assert.Equal(t, []string{"FS", "FS"}, s.Info().Units)
	got := sensors.Sample{Values: make([]float32, 2)}
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, []float32{0.5, -0.5}, got.Values)
	first := got.Time
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, []float32{32767.0 / 32768, -1}, got.Values)
	assert.InDelta(t, 1e9/48000, float64(got.Time-first), 2500)
	args, err := os.ReadFile(filepath.Join(os.Getenv("DIR"), "args"))
	require.NoError(t, err)
	assert.Equal(t, "-q -D hw:1 -t raw -f S16_LE -r 48000 -c 2\n", string(args))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, s.Read(ctx, &got), context.Canceled)
	assert.Zero(t, got.Run)
}

// TestStartsAgain: arecord ends in the middle, twice; the source goes on with a new run.
func TestStartsAgain(t *testing.T) {
	fake(t, `echo x >> $DIR/starts; n=$(wc -l < $DIR/starts)
[ $n -lt 3 ] && { printf '\001\000'; echo "arecord: pcm_read:2145: read error: No such device" >&2; exit 1; }
head -c 2000 /dev/zero; exec sleep 60`)
	s, err := Open(Conf{})
	require.NoError(t, err)
	defer s.Close()
	got := sensors.Sample{Values: make([]float32, 1)}
	for range 2 {
		require.NoError(t, s.Read(limit(t), &got))
		err := s.Read(limit(t), &got)
		assert.ErrorContains(t, err, "sensors/microphone: default: arecord ended (exit status 1): arecord: pcm_read:2145: read error: No such device; unplugged?")
	}
	for range 1000 {
		require.NoError(t, s.Read(limit(t), &got))
	}
	assert.Equal(t, 2, got.Run)
	assert.EqualValues(t, 1002, s.Stats().Samples)
}

// TestOverrun: what waited when the card lost frames is dropped, to the byte, and a run begins.
func TestOverrun(t *testing.T) {
	fake(t, `printf '\001\000'; read x < $DIR/go; echo "overrun!!! (at least 12.345 ms long)" >&2; read x < $DIR/go
printf '\002\000\002\000\003'; sleep 0.1; printf '\000\004\000'; exec sleep 60`)
	gate := openGate(t)
	s, err := Open(Conf{})
	require.NoError(t, err)
	defer s.Close()
	got := sensors.Sample{Values: make([]float32, 1)}
	require.NoError(t, s.Read(limit(t), &got))
	gate()
	require.Eventually(t, func() bool { return s.rec.said.text() != "it said nothing" }, 10*time.Second, time.Millisecond)
	gate()
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, float32(3.0/(1<<15)), got.Values[0])
	assert.Equal(t, 1, got.Run)
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, float32(4.0/(1<<15)), got.Values[0])
	assert.Equal(t, 1, got.Run)
	assert.EqualValues(t, 1, s.Stats().Lost)
}

// openGate makes the pipe on which the script waits for lines, and returns what writes one.
// Open for both ways it blocks nobody: an open for writing that a signal interrupts lets a
// reader in that then finds no writer.
func openGate(t *testing.T) (line func()) {
	t.Helper()
	path := filepath.Join(os.Getenv("DIR"), "go")
	require.NoError(t, mkfifo(path))
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, f.Close()) })
	return func() {
		t.Helper()
		_, err := f.WriteString("\n")
		require.NoError(t, err)
	}
}

func TestWide(t *testing.T) {
	fake(t, `printf '\000\000\000\100'; exec sleep 60`)
	s, err := Open(Conf{Bits: 32})
	require.NoError(t, err)
	defer s.Close()
	got := sensors.Sample{Values: make([]float32, 1)}
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, float32(0.5), got.Values[0])
}

func TestErrors(t *testing.T) {
	for said, want := range map[string]string{
		"audio open error: Permission denied":       "add the user to the group audio",
		"audio open error: Device or resource busy": "another program records",
		"Unknown PCM hw:9":                          "`arecord -l` shows the cards",
		"Sample format non available":               "the card has no such format",
		"Channels count non available":              "the card has no such",
	} {
		fake(t, `echo "arecord: main:831: `+said+`" >&2; exit 1`)
		s, err := Open(Conf{})
		require.NoError(t, err)
		err = s.Read(limit(t), &sensors.Sample{Values: make([]float32, 1)})
		assert.ErrorContains(t, err, said)
		assert.ErrorContains(t, err, want)
		require.NoError(t, s.Close())
	}
	_, err := Open(Conf{Program: "arecord-that-is-not-there"})
	assert.ErrorContains(t, err, "sudo apt install alsa-utils")
}

func TestRefused(t *testing.T) {
	for want, c := range map[string]Conf{
		"33 channels": {Channels: make([]string, 33)}, "24 bits": {Bits: 24},
		"rate 100 Hz": {Rate: 100}, "rate NaN Hz": {Rate: math.NaN()}, "rate 16000.5 Hz": {Rate: 16000.5},
	} {
		_, err := Open(c)
		assert.ErrorContains(t, err, want)
	}
}

func TestNoAllocation(t *testing.T) {
	fake(t, `exec cat /dev/zero`)
	s, err := Open(Conf{})
	require.NoError(t, err)
	defer s.Close()
	got := sensors.Sample{Values: make([]float32, 1)}
	ctx := t.Context()
	assert.Zero(t, testing.AllocsPerRun(20000, func() { _ = s.Read(ctx, &got) }))
}
